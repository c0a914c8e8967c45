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
        if insecure {
            if !Self.isLoopback(host) {
                Output.error(
                    "kubemon: warning: with --insecure anybody on the way to \(host) can read and change what is sent")
            }
            return .plain
        }
        if let key { return try Self.given(key, by: "--key") }
        if let keyFile {
            let text: String?
            do throws(KeyFileError) {
                text = try SecretFile.read(keyFile, limit: 4096, hiddenFromGroup: false)
            } catch {
                throw Failure.exit(error.sentence)
            }
            guard let text else { throw Failure.exit("there is no file \(keyFile)") }
            return try Self.given(text, by: keyFile)
        }
        if let key = getenv("KUBEMON_KEY"), key.pointee != 0 {
            return try Self.given(String(cString: key), by: "KUBEMON_KEY")
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
        throw Failure.exit(
            "there is no key for the collector at \(host); make one there with 'kubemon key create --role "
                + "\(role.rawValue)' and give it with --key-file or KUBEMON_KEY, or use --insecure if the collector does"
                + (Self.isLoopback(host)
                    ? "; a collector on this machine makes keys when it starts, in the directory that its --state-dir names"
                    : "")
                + (found.problem.map { " (\($0))" } ?? ""))
    }

    private static func given(_ text: String, by source: String) throws -> ClientSecurity {
        let lines = text.split(whereSeparator: \.isNewline).map { $0.filter { $0 != " " && $0 != "\t" } }
        guard lines.count == 1, let key = AccessKey(lines[0]) else {
            throw Failure.exit(
                "\(source) holds no key; it is one line that begins with 'km1:', as 'kubemon key create' printed it")
        }
        return .keys([key])
    }

    /// Whether only this machine is reached there.
    static func isLoopback(_ host: String) -> Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}
