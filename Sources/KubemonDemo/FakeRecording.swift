public import KubemonMetrics

/// What an invented recording holds. It follows from when the machines were there, so that all views say the same.
public enum FakeRecording {
    private static let rowsPerTick: [(table: String, rows: UInt64)] = [
        ("nodes", 1), ("disks", 3), ("interfaces", 3), ("containers", 14), ("monitors", 1),
    ]
    private static let bytesPerRow: UInt64 = 297

    /// How a recording stands.
    ///
    /// - Parameters:
    ///   - summary: what it is called; its numbers are filled in.
    ///   - start: when it was started, wall ns.
    ///   - end: when it is looked at, wall ns.
    public static func progress(_ summary: RecordingSummary, from start: UInt64, to end: UInt64) -> RecordingProgress {
        let seconds = FakeFleet.second(of: start)..<max(FakeFleet.second(of: start), FakeFleet.second(of: end))
        var progress = RecordingProgress(summary: summary)
        progress.nodes = FakeFleet.machines.map { part(of: $0.name, in: seconds) }
        let ticks = progress.nodes.reduce(0) { $0 + $1.ticks }
        progress.rowsByTable = rowsPerTick.map { ($0.table, $0.rows * ticks) }
        progress.summary.start = start
        progress.summary.end = end
        progress.summary.nodes = progress.nodes.filter { $0.ticks > 0 }.map(\.name)
        progress.summary.ticks = ticks
        progress.summary.rows = progress.rowsByTable.reduce(0) { $0 + $1.rows }
        progress.summary.bytes = progress.summary.rows * bytesPerRow
        progress.summary.gaps = progress.nodes.reduce(0) { $0 + $1.gaps }
        return progress
    }

    /// What of a machine is recorded: all seconds but those that were lost, and those that it has not told yet.
    private static func part(of name: String, in seconds: Range<Int>) -> RecordingProgress.Node {
        var node = RecordingProgress.Node(name: name)
        for loss in Story.losses(until: seconds.upperBound) where loss.node == name {
            let missed = loss.seconds.clamped(to: seconds).count
            guard missed > 0 else { continue }
            node.missed += UInt64(missed)
            node.gaps += 1
            let time = TimeOfDay.text(FakeFleet.wall(of: loss.seconds.lowerBound)).dropFirst(11).prefix(8)
            node.lastGap = "\(time)Z \(missed) slots, \(loss.reason)"
        }
        let absent = min(seconds.count, Story.state(of: name, max(0, seconds.upperBound)).seconds)
        node.ticks = UInt64(max(0, seconds.count - absent)) - min(node.missed, UInt64(max(0, seconds.count - absent)))
        return node
    }
}
