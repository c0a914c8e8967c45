/// The command lines of the Python original, brought into this program's own.
enum OriginalArguments {
    /// `-t collector -H host` becomes `collector -H host`, `-t os -H host` becomes `monitor -t os -H host`, `-l` becomes
    /// `list --modules`. Anything else is left as it is.
    static func translate(_ arguments: [String]) -> [String] {
        guard let first = arguments.first else { return arguments }
        if first == "-l" || first == "--list" { return ["list", "--modules"] + arguments.dropFirst() }
        guard let index = arguments.firstIndex(where: { $0 == "-t" || $0 == "--type" || $0.hasPrefix("--type=") }),
            first.hasPrefix("-")
        else { return arguments }
        var rest = arguments
        let option = rest.remove(at: index)
        let type: String
        if option.hasPrefix("--type=") {
            type = String(option.dropFirst("--type=".count))
        } else {
            guard index < rest.count else { return arguments }
            type = rest.remove(at: index)
        }
        switch type {
        case "collector", "monitor", "cli": return [type] + rest
        case "os", "docker", "process", "all": return ["monitor", "-t", type] + rest
        // The monitor says what there is.
        default: return ["monitor", "-t", type] + rest
        }
    }
}
