import KubemonStore

/// What a collector without monitors says: how to connect one.
enum FirstSteps {
    private static let keyFile = "kubemon.key"

    static func lines(_ snapshot: FleetSnapshot) -> [String] {
        let address = snapshot.collector.monitorAddress
        let first = "no monitor has connected yet"
        guard snapshot.origin.playback == nil, let colon = address.lastIndex(of: ":") else { return [first] }
        let port = address[address.index(after: colon)...]
        let monitor = "kubemon monitor -H \(host(String(address[..<colon]), snapshot)) -p \(port)"
        var lines = [first + "; this collector listens on \(address)", "", "On each machine that is to be watched:"]
        guard snapshot.collector.isEncrypted else { return lines + ["  \(monitor) --insecure"] }
        lines += ["  \(monitor) --key-file \(keyFile)", ""]
        lines += ["The key file is made on the collector's machine, and copied there:"]
        let directory = snapshot.collector.stateDirectory
        let option = directory.isEmpty ? nil : "    --state-dir \(word(directory))"
        lines += command("  (umask 077; kubemon key create --role monitor", option, " > \(keyFile))") + [""]
        lines.append("On the collector's machine itself, where no key file is needed:")
        return lines + command("  kubemon monitor -H 127.0.0.1 -p \(port)", option, "")
    }

    /// A command, on two lines if it has an option: a path makes it long.
    private static func command(_ begin: String, _ option: String?, _ end: String) -> [String] {
        guard let option else { return [begin + end] }
        return [begin + " \\", option + end]
    }

    /// A path as a shell takes it.
    private static func word(_ path: String) -> String {
        let isPlain = path.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || ("0"..."9").contains($0) || "/._-".unicodeScalars.contains($0)
        }
        return isPlain ? path : "'" + path.replacing("'", with: "'\\''") + "'"
    }

    /// How others reach a collector that listens on `listening`.
    private static func host(_ listening: String, _ snapshot: FleetSnapshot) -> String {
        guard listening == "[::]" || listening == "0.0.0.0" else { return listening.filter { !"[]".contains($0) } }
        if let link = snapshot.origin.link {
            return String(link.address.prefix(upTo: link.address.lastIndex(of: ":") ?? link.address.endIndex))
                .filter { !"[]".contains($0) }
        }
        return snapshot.collector.hostName.isEmpty ? "HOST" : snapshot.collector.hostName
    }
}
