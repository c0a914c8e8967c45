public import KubemonMetrics

extension RecordingWriter {
    /// How the recording stands, by value, for the console. Call it once a second, not per tick.
    public func progress() -> RecordingProgress {
        var progress = RecordingProgress(summary: summary())
        var nodes: [String: RecordingProgress.Node] = [:]
        for source in sources {
            let name = source.source.node
            var node = nodes[name] ?? RecordingProgress.Node(name: name)
            node.ticks += source.ticks
            node.missed += source.missed
            node.gaps += source.gaps
            if source.ticks > 0 { node.lastSlot = max(node.lastSlot, source.slot) }
            node.lastGap = lastGaps[name] ?? ""
            nodes[name] = node
        }
        for gap in heldGaps {
            nodes[gap.source.node]?.gaps += 1
            nodes[gap.source.node]?.missed += missedSlots(of: gap)
            nodes[gap.source.node]?.lastGap = gap.reason
        }
        progress.nodes = nodes.values.sorted { $0.name < $1.name }
        progress.rowsByTable = kindTables.compactMap { table in
            table.map { (table: $0.columns.kind.tableName, rows: $0.file.rows) }
        }
        progress.lastCommit = lastCommit
        progress.pending = pendingBytes
        progress.awaited = awaitedNodes
        progress.failure = failure.map { RecordingError.interruption($0) } ?? ""
        return progress
    }

    private func summary() -> RecordingSummary {
        var summary = RecordingSummary()
        summary.name = name
        summary.path = path
        summary.state = state
        summary.note = options.note
        summary.start = start
        summary.interval = grid.interval
        let recorded = sources.filter { $0.ticks > 0 }
        summary.end = recorded.map { grid.start(of: min($0.slot, window.last) + 1) }.max() ?? 0
        summary.nodes = Set(recorded.map(\.source.node)).sorted()
        summary.ticks = sources.reduce(0) { $0 + $1.ticks }
        summary.gaps = UInt64(gaps.count + heldGaps.count)
        summary.rows = kindTables.reduce(0) { $0 + ($1?.file.rows ?? 0) }
        summary.bytes = tables.reduce(0) { $0 + $1.committed.length + $1.pending }
        return summary
    }
}
