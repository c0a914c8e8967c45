/// A disk that does not take what is recorded. A full one takes a little now and then, when something was cut off: it works
/// again only when it has done so for a while.
struct Outage {
    /// How long that is, ns.
    static let trialTime: UInt64 = 2_000_000_000

    /// What is wrong.
    var reason: String
    /// Since when the disk works again; `nil` if it does not.
    var worksSince: UInt64?

    /// Whether it is over at that time.
    func isOver(at now: UInt64) -> Bool { worksSince.map { now >= $0 + Self.trialTime } ?? false }
}
