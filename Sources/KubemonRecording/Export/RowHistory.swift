/// The last row of each entity of a table, by node and run.
///
/// Memory is bounded by the entities that had rows lately: one that had none for an hour or two, while its run had, is
/// forgotten and begins anew.
struct RowHistory {
    /// A row and the one before it of the same entity.
    struct Step {
        /// The entity's last row; the caller puts this row's values in.
        let last: LastRow
        /// Time from the last row to this one, ns; `nil` if there is none.
        let elapsed: UInt64?
        /// Whether the last row belongs to the sample right before, so that `interval_ns` is the time between them.
        let isNext: Bool
    }

    private final class Run {
        var sequence: UInt64 = 0
        var previousSequence: UInt64 = 0
        var recent: [RowKey: LastRow] = [:]
        var older: [RowKey: LastRow] = [:]
        /// When ``recent`` was begun.
        var begin: UInt64 = 0
    }

    private static let hour: UInt64 = 3_600_000_000_000

    private let columns: Int
    /// Samples at which an entity of the same name began anew.
    private let restarts: [RowKey: [UInt64]]
    private var runs: [RowKey: Run] = [:]

    init(columns: Int, restarts: [RowKey: [UInt64]]) {
        self.columns = columns
        self.restarts = restarts
    }

    /// Goes to the row of an entity.
    mutating func step(to head: RowHead, of key: RowKey) -> Step {
        let run = runs[head.run] ?? Run()
        if runs[head.run] == nil { runs[head.run] = run }
        if head.sequence != run.sequence { (run.previousSequence, run.sequence) = (run.sequence, head.sequence) }
        if head.wall > run.begin, head.wall - run.begin > Self.hour {
            (run.older, run.recent, run.begin) = (run.recent, [:], head.wall)
        }
        let known = run.recent[key] ?? run.older.removeValue(forKey: key)
        let last: LastRow
        // Two rows of one name in one sample: a container ended, and began again under the same id.
        if let known, known.sequence != head.sequence, !hasRestarted(key, after: known.sequence, until: head.sequence) {
            last = known
        } else {
            last = LastRow(columns: columns)
        }
        run.recent[key] = last
        defer { (last.sequence, last.wall) = (head.sequence, head.wall) }
        guard last.wall > 0 else { return Step(last: last, elapsed: nil, isNext: false) }
        let between = head.wall > last.wall ? head.wall - last.wall : 0
        // A sample that is missing makes the wall clock's difference longer by at least one interval.
        if let interval = head.interval, interval > 0, last.sequence == run.previousSequence,
            max(between, interval) - min(between, interval) <= interval / 2
        {
            return Step(last: last, elapsed: interval, isNext: true)
        }
        return Step(last: last, elapsed: between, isNext: false)
    }

    private func hasRestarted(_ key: RowKey, after first: UInt64, until last: UInt64) -> Bool {
        guard !restarts.isEmpty, let begins = restarts[key] else { return false }
        return begins.contains { $0 > first && $0 <= last }
    }
}
