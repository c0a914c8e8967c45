/// Which refused connections are said, so that a storm of them neither fills the log nor pushes everything else off the
/// console's list.
struct RefusalLog {
    /// The same thing from the same address is said once in that time, ns.
    static let pause: UInt64 = 60_000_000_000
    /// So many are said in that time, whatever they are.
    static let burst = 20

    private var said: [String: UInt64] = [:]
    private var begin: UInt64 = 0
    private var count = 0
    private var unsaid = 0

    /// A connection was refused.
    ///
    /// - Parameters:
    ///   - host: address without port.
    ///   - now: monotonic, ns.
    /// - Returns: how many were passed over in silence since one was last said, or `nil` if this one is as well.
    mutating func take(_ host: String, _ reason: String, now: UInt64) -> Int? {
        if now &- begin >= Self.pause {
            (begin, count) = (now, 0)
            said = said.filter { now &- $0.value < Self.pause }
        }
        let key = "\(host) \(reason)"
        guard count < Self.burst, said[key].map({ now &- $0 >= Self.pause }) ?? true else {
            unsaid += 1
            return nil
        }
        said[key] = now
        count += 1
        defer { unsaid = 0 }
        return unsaid
    }
}
