/// Remembers the last events, so that after an outage the stream goes on where it ended, without doubles.
struct EventHistory {
    /// More than Docker keeps for late comers (256).
    private static let most = 512
    /// How far events are asked for again, ns: Podman reads the time as a floating point number.
    private static let overlap: UInt64 = 1_000_000

    private var latest: UInt64 = 0
    private var seen: Set<EngineEvent> = []
    private var order: [EngineEvent] = []
    private var next = 0

    /// A session begins.
    ///
    /// - Parameter now: ns since the epoch.
    /// - Returns: since when events are wanted, in seconds with a fraction.
    func begin(at now: UInt64) -> String {
        // A clock that was set back must not hide what comes.
        let since = latest == 0 ? now : min(latest, now) - min(Self.overlap, min(latest, now))
        let fraction = String(since % 1_000_000_000)
        return "\(since / 1_000_000_000)." + String(repeating: "0", count: 9 - fraction.utf8.count) + fraction
    }

    /// Whether the event is new; remembers it.
    mutating func add(_ event: EngineEvent) -> Bool {
        guard seen.insert(event).inserted else { return false }
        latest = max(latest, event.wall)
        if order.count < Self.most {
            order.append(event)
        } else {
            seen.remove(order[next])
            order[next] = event
            next = (next + 1) % Self.most
        }
        return true
    }
}
