import ArgumentParser
import Glibc
import KubemonTransport

/// Options of everything that connects to a collector.
struct ClientArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Key for the collector, as 'kubemon key create' printed it there. Other users of this machine see it in the list "
                + "of processes: prefer --key-file or KUBEMON_KEY.", valueName: "key"))
    var key: String?

    @Option(
        help: ArgumentHelp(
            "File with the key for the collector (default: KUBEMON_KEY, else the key of the collector on this machine).",
            valueName: "file"))
    var keyFile: String?

    @Flag(
        help: "Plain TCP, for a collector that was started with --insecure: anybody on the way can read and change it.")
    var insecure = false

    @Option(
        help: ArgumentHelp(
            "State directory of the collector on this machine, to find its keys (default: as the collector's).",
            valueName: "dir"))
    var stateDir: String?

    func validate() throws {
        if keyFile == "" { throw ValidationError("--key-file needs the name of a file") }
        if key != nil, keyFile != nil { throw ValidationError("give --key or --key-file, not both") }
        if insecure, key != nil || keyFile != nil {
            throw ValidationError("with --insecure no key is used; leave out --key, --key-file or --insecure")
        }
    }

    /// How to connect to the collector at `host`.
    ///
    /// - Parameter node: the node that a monitor is, if the user said so.
    /// - Throws: an exit code, after saying what is wrong with the key or that there is none.
    func security(_ role: Grant.Role, host: String, node: String? = nil) throws -> ClientSecurity {
        do throws(KeyFileError) { return try found(role, host: host, node: node) } catch {
            throw Failure.exit(error.sentence)
        }
    }

    private func found(_ role: Grant.Role, host: String, node: String?) throws(KeyFileError) -> ClientSecurity {
        if insecure {
            if !Self.isLoopback(host) {
                Output.error(
                    "kubemon: warning: with --insecure anybody on the way to \(host) can read and change what is sent")
            }
            return .plain
        }
        if let key { return .keys([try Self.parsed(key, from: "--key")]) }
        if let keyFile {
            let first = try Self.read(keyFile)
            // Another key may have been put into the file; until it can be used, the one from before says what is wrong.
            return .search { [(try? Self.read(keyFile)) ?? first] }
        }
        if let key = getenv("KUBEMON_KEY"), key.pointee != 0 {
            return .keys([try Self.parsed(String(cString: key), from: "KUBEMON_KEY")])
        }
        let directory = stateDir
        let found = LocalKeys.find(role, node: node, stateDirectory: directory)
        guard found.keys.isEmpty else {
            return .search {
                // Where none is left, the one from before says best what is wrong.
                let keys = LocalKeys.find(role, node: node, stateDirectory: directory).keys
                return keys.isEmpty ? found.keys : keys
            }
        }
        throw KeyFileError(Self.noKey(role, host: host, problem: found.problem))
    }

    private static func noKey(_ role: Grant.Role, host: String, problem: String?) -> String {
        let create = "'kubemon key create --role \(role.rawValue)'"
        // A collector on this machine has keys of its own: what keeps them from being read comes first.
        if isLoopback(host), let problem {
            return "\(problem); a key that \(create) makes there can be given with --key-file or KUBEMON_KEY"
        }
        return "there is no key for the collector at \(host); make one there with \(create) and give it with "
            + "--key-file or KUBEMON_KEY, or use --insecure if the collector does"
            + (isLoopback(host)
                ? "; a collector on this machine makes keys when it starts, in the directory that its --state-dir names"
                : "")
            + (problem.map { " (\($0))" } ?? "")
    }

    private static func read(_ path: String) throws(KeyFileError) -> AccessKey {
        let text = try SecretFile.read(path, limit: 4096, hiddenFromGroup: false) { $0.contains("km1:") }
        guard let text else {
            throw KeyFileError("there is no file \(path)")
        }
        return try parsed(text, from: path)
    }

    private static func parsed(_ text: String, from source: String) throws(KeyFileError) -> AccessKey {
        let lines = text.split(whereSeparator: \.isNewline).map { $0.filter { $0 != " " && $0 != "\t" } }
        guard lines.count == 1, var key = AccessKey(lines[0]) else {
            throw KeyFileError(
                "\(source) holds no key; it is one line that begins with 'km1:', as 'kubemon key create' printed it")
        }
        key.source = source
        return key
    }

    /// Whether only this machine is reached there.
    static func isLoopback(_ host: String) -> Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}
