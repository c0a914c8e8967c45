import KubemonMetrics

extension Manifest {
    // The file may have been changed by anyone: sums wrap instead of trapping.

    /// What the list of recordings shows, as of when the manifest was written; without name and path.
    var summary: RecordingSummary {
        var summary = RecordingSummary()
        summary.state = RecordingSummary.State(rawValue: state) ?? .damaged
        summary.note = note
        summary.start = startedNs
        summary.interval = intervalNs
        let recorded = nodes.filter { $0.ticks > 0 }
        summary.nodes = Set(recorded.map(\.node)).sorted()
        summary.ticks = recorded.reduce(0) { $0 &+ $1.ticks }
        summary.end = recorded.map { min($0.lastSlot, lastSlot ?? .max) &+ 1 }.max().map { $0 &* intervalNs } ?? 0
        let rows = tables.filter { !$0.columns.isEmpty }
        summary.rows = rows.reduce(0) { $0 &+ $1.rows }
        summary.bytes = tables.reduce(0) { $0 &+ $1.bytes }
        summary.gaps = UInt64(gaps.count)
        return summary
    }
}

extension RecordingSummary {
    /// Takes over what the last commit of a running recording knows better than its manifest.
    mutating func add(_ record: CommitRecord) {
        let recorded = record.sources.filter { $0.ticks > 0 }
        nodes = Set(recorded.map(\.source.node)).sorted()
        ticks = recorded.reduce(0) { $0 &+ $1.ticks }
        end = recorded.map { min($0.slot, record.window.last) &+ 1 }.max().map { $0 &* record.interval } ?? 0
        let texts = [RecordingWriter.entityFile, RecordingWriter.eventFile]
        rows = record.tables.filter { !texts.contains($0.name) }.reduce(0) { $0 &+ $1.extent.rows }
        bytes = record.tables.reduce(0) { $0 &+ $1.extent.length }
        gaps = max(gaps, record.sources.reduce(UInt64(record.heldGaps.count)) { $0 &+ $1.gaps })
        if record.isStopped { state = .closing }
    }
}
