import KubemonMetrics
import KubemonStore

/// The alarms that are raised, and when they were raised and over.
///
/// A value is taken as it stands in each snapshot: an alarm is raised when it is at its limit (for some time where values
/// jump) and over when it has been below nine tenths of it for five seconds, so that it does not come and go.
struct AlarmBook: Sendable {
    /// An entry of the log, shown among the events.
    struct Entry: Sendable, Hashable {
        var wall: UInt64
        var node: String
        /// What it is about, in its table.
        var row: RowID
        var text: String
        /// Whether it was raised then; else it was over.
        var isRaise: Bool
    }

    private var alarms: [Alarm.ID: Alarm] = [:]
    /// Oldest first; bounded.
    private(set) var log: [Entry] = []
    /// Wall clock of the snapshot that was looked at last, ns.
    private(set) var lastUpdate: UInt64 = 0

    /// Share of a limit below which its alarm ends.
    static let release = 0.9
    /// How long a value must be below it, ns.
    static let calm = 5 * DashboardState.second
    private static let longestLog = 500
    /// More often nothing is looked at anew, ns: keys come faster than samples.
    private static let shortestPause: UInt64 = 200_000_000

    /// The raised one that began last, or `nil`.
    var newest: Alarm? {
        alarms.values.lazy.filter(\.isRaised).min {
            ($1.since, $0.subject, $0.id.kind.rawValue) < ($0.since, $1.subject, $1.id.kind.rawValue)
        }
    }

    /// How many are raised.
    var count: Int { alarms.values.reduce(0) { $0 + ($1.isRaised ? 1 : 0) } }

    /// The rows with a raised alarm. Kept, because every table that is made asks.
    private(set) var rows: Set<RowID> = []

    /// Takes what is so now.
    mutating func update(_ snapshot: FleetSnapshot, _ limits: AlarmLimits) {
        let now = snapshot.wall
        // A clock that was set back must not stop it.
        guard lastUpdate == 0 || now < lastUpdate || now - lastUpdate >= Self.shortestPause else { return }
        lastUpdate = now
        let found = AlarmScan(snapshot: snapshot, limits: limits).alarms
        let present = Set(found.map(\.id))
        for alarm in found { take(alarm, limits, now) }
        for (id, alarm) in alarms where !present.contains(id) { settle(id, alarm, snapshot, limits, now) }
        log.removeFirst(max(0, log.count - Self.longestLog))
        rows = Set(alarms.values.lazy.filter(\.isRaised).map(\.id.row))
    }

    /// A value that is at its limit, or not far below.
    private mutating func take(_ found: Alarm, _ limits: AlarmLimits, _ now: UInt64) {
        let isReached = limits.isReached(found.id.kind, found.value)
        guard var alarm = alarms[found.id] else {
            if isReached { alarms[found.id] = raisedIfDue(found, now) }
            return
        }
        alarm.value = found.value
        if isReached {
            alarm.lastReached = now
            alarm = raisedIfDue(alarm, now)
        } else if !alarm.isRaised {
            // It did not last.
            alarms[found.id] = nil
            return
        }
        alarms[found.id] = alarm
    }

    private mutating func raisedIfDue(_ alarm: Alarm, _ now: UInt64) -> Alarm {
        var alarm = alarm
        guard !alarm.isRaised, now >= alarm.since, now - alarm.since >= alarm.id.kind.patience else { return alarm }
        alarm.isRaised = true
        log.append(Entry(wall: now, node: alarm.node, row: alarm.id.row, text: alarm.text, isRaise: true))
        return alarm
    }

    /// One that was not found any more.
    private mutating func settle(
        _ id: Alarm.ID, _ alarm: Alarm, _ snapshot: FleetSnapshot, _ limits: AlarmLimits, _ now: UInt64
    ) {
        guard alarm.isRaised else {
            alarms[id] = nil
            return
        }
        let node = snapshot.nodes.first { $0.name == alarm.node }
        // Of a silent node nothing new is known.
        if node?.state == .stale { return }
        guard now < alarm.lastReached || now - alarm.lastReached >= Self.calm || node?.state == .lost else { return }
        alarms[id] = nil
        let text = alarm.ending(limits[id.kind], isThere: alarm.isThere(in: snapshot))
        log.append(Entry(wall: now, node: alarm.node, row: id.row, text: text, isRaise: false))
    }
}
