/// The command lines of the Python original, brought into this program's own.
package enum OriginalArguments {
    /// The original's options that take a value.
    private static let valued = [
        "-t": "-t", "--type": "-t", "-H": "-H", "--host": "-H", "-p": "-p", "--port": "-p", "-i": "-i",
        "--interval": "-i",
    ]
    private static let listOptions = ["-l", "--list"]
    private static let fileOptions = ["-f", "--files"]
    private static let commandOptions = ["-c", "--command"]

    /// `-t collector -H host` becomes `collector -H host`, `-t os -H host` becomes `monitor -t os -H host`,
    /// `-t merge -f A B` and `-f A B` become `merge A B`, `-l` becomes `list --modules`.
    ///
    /// An address given as port (`-t cli -p 192.168.0.3`) is a host. A command line that begins with a subcommand, or has
    /// none of `-t`, `-f` and `-l`, is this program's own and left as it is.
    package static func translate(_ arguments: [String]) -> [String] {
        guard let first = arguments.first, first.hasPrefix("-") else { return arguments }
        var parts = Parts(arguments)
        if let merged = parts.files, ["merge", nil].contains(parts.type) { return ["merge"] + merged + parts.others }
        guard let type = parts.type else {
            // Only in the first place: elsewhere it may be the value of an option that the original did not have.
            return listOptions.contains(first) ? ["list", "--modules"] + arguments.dropFirst() : arguments
        }
        switch type {
        case "collector": return ["collector"] + parts.connection + parts.interval + parts.others
        case "cli":
            // What is to be carried out comes last, and there is nothing to do every so often.
            return ["cli"] + parts.connection + parts.others + parts.command
        case "merge": return ["merge"] + parts.others
        default:
            // The original connected to this machine where no host was given. The monitor says which types there are.
            let target = ["monitor", "daemon"].contains(type) ? "all" : type
            if !parts.connection.contains("-H") { parts.connection += ["-H", "127.0.0.1"] }
            return ["monitor", "-t", target] + parts.connection + parts.interval + parts.others + parts.command
        }
    }

    /// The options of a command line of the original.
    private struct Parts {
        var type: String?
        /// `-H` and `-p` with their values.
        var connection: [String] = []
        var interval: [String] = []
        /// `-c` with all that belongs to it.
        var command: [String] = []
        var files: [String]?
        /// What the original did not have.
        var others: [String] = []

        init(_ arguments: [String]) {
            var rest = arguments[...]
            while let word = rest.popFirst() {
                let (name, joined) = Self.split(word)
                if let option = valued[name], let value = joined ?? rest.popFirst() {
                    take(option, value)
                } else if commandOptions.contains(name) {
                    command = ["-c"] + (joined.map { [$0] } ?? [])
                    while let next = rest.first, !Self.isOption(next) {
                        command.append(next)
                        rest.removeFirst()
                    }
                } else if fileOptions.contains(name), rest.count >= (joined == nil ? 2 : 1) {
                    files = (joined.map { [$0] } ?? [])
                    while let count = files?.count, count < 2, let next = rest.popFirst() { files?.append(next) }
                } else if !listOptions.contains(word) {
                    others.append(word)
                }
            }
        }

        private mutating func take(_ option: String, _ value: String) {
            switch option {
            case "-t": type = value
            case "-i": interval = [option, value]
            case "-p" where Int(value) == nil: connection += ["-H", value]
            default: connection += [option, value]
            }
        }

        private static func isOption(_ word: String) -> Bool {
            let name = split(word).name
            return valued[name] != nil || fileOptions.contains(name) || listOptions.contains(word)
                || commandOptions.contains(name)
        }

        /// `-tcli`, `-t=cli` and `--type=cli` are `-t cli`.
        private static func split(_ word: String) -> (name: String, value: String?) {
            if word.hasPrefix("--") {
                guard let equals = word.firstIndex(of: "=") else { return (word, nil) }
                return (String(word[..<equals]), String(word[word.index(after: equals)...]))
            }
            let name = String(word.prefix(2))
            guard word.count > 2, valued[name] != nil || fileOptions.contains(name) || commandOptions.contains(name)
            else {
                return (word, nil)
            }
            let value = word.dropFirst(2)
            return (name, String(value.first == "=" ? value.dropFirst() : value))
        }
    }
}
