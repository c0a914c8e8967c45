import ArgumentParser

/// Where a collector is, as `-H` says it: `host`, `host:port`, `[v6]`, `[v6]:port`, `v6`.
struct CollectorAddress: CustomStringConvertible {
    /// Name or address, without brackets.
    let host: String
    /// The port, if it was named there.
    let namedPort: Int?

    /// The collector on this machine.
    static let here = CollectorAddress(host: "127.0.0.1", namedPort: nil)

    private init(host: String, namedPort: Int?) { (self.host, self.namedPort) = (host, namedPort) }

    init(_ text: String) throws {
        guard let (host, port) = Self.split(text), !host.isEmpty else {
            throw ValidationError("it takes a name or address, or one with a port as in collector:9880")
        }
        self.init(host: host, namedPort: port)
    }

    private static func split(_ text: String) -> (host: String, port: Int?)? {
        if text.hasPrefix("[") {
            guard let end = text.lastIndex(of: "]") else { return nil }
            let host = String(text[text.index(after: text.startIndex)..<end])
            let rest = text[text.index(after: end)...]
            if rest.isEmpty { return (host, nil) }
            guard rest.hasPrefix(":"), let port = port(rest.dropFirst()) else { return nil }
            return (host, port)
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        // More colons are those of an IPv6 address.
        guard parts.count == 2 else { return (text, nil) }
        guard let port = port(parts[1]) else { return nil }
        return (String(parts[0]), port)
    }

    private static func port(_ text: Substring) -> Int? { Int(text).flatMap { (1...65_535).contains($0) ? $0 : nil } }

    /// The port to connect to.
    ///
    /// - Parameters:
    ///   - given: what `-p` says.
    ///   - usual: where neither names one.
    /// - Throws: `ValidationError` if the two differ, or `-p` is no port.
    func port(given: Int?, usual: Int) throws -> Int {
        if let given, !(1...65_535).contains(given) {
            throw ValidationError("a port is a number from 1 to 65535, not \(given)")
        }
        if let given, let namedPort, given != namedPort {
            throw ValidationError("-H names port \(namedPort) and -p port \(given); leave one of them out")
        }
        return namedPort ?? given ?? usual
    }

    var description: String { host }
}
