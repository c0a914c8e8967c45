import KubemonMetrics

/// Gaps and their rows (R18).
extension RecordingWriter {
    /// Most gaps whose rows wait for the clock; beyond that the oldest is written as it is.
    static let mostHeldGaps = 256

    /// Declares a gap; `slots` is `nil` where they are not known. Slots in which the source does not sample are no gap.
    ///
    /// Where the source's clock is ahead, the slots have not come yet and may lie behind the last one, which is known only
    /// at the end (R13). The row then waits until they are over.
    func writeGap(
        _ range: ClosedRange<UInt64>?, reason: String, of source: SourceState?, node: String = "", sequence: UInt64
    ) throws(FileFailure) {
        guard let range, let source else {
            return try writeGapRow(range, reason: reason, of: source, node: node, sequence: sequence)
        }
        guard let slots = source.sampled(range) else { return }
        try writeGapsThatAreOver()
        guard !isStopped, slots.upperBound > grid.slot(at: time.wall()) else {
            return try writeGapRow(slots, reason: reason, of: source, sequence: sequence)
        }
        heldGaps.append(HeldGap(source: source.source, sequence: sequence, slots: slots, reason: reason))
        if heldGaps.count > Self.mostHeldGaps { try writeHeld(heldGaps.removeFirst(), upTo: .max) }
    }

    /// Writes the gaps that have waited until their slots were over.
    func writeGapsThatAreOver() throws(FileFailure) {
        guard !heldGaps.isEmpty, !isStopped else { return }
        let now = grid.slot(at: time.wall())
        let gaps = heldGaps
        heldGaps.removeAll { $0.slots.upperBound <= now }
        for gap in gaps where gap.slots.upperBound <= now { try writeHeld(gap, upTo: now) }
    }

    /// Writes what of the gaps that wait lies in the window, now that its end is known. Where a source has rows behind it,
    /// what is missing between them is declared as well (R18).
    func clipHeldGaps() throws(FileFailure) {
        let gaps = heldGaps.map { gap in (gap: gap, end: sources.first { $0.source == gap.source }.map(lastRow) ?? 0) }
        heldGaps = []
        for (gap, end) in gaps { try writeHeld(gap, upTo: max(window.last, end)) }
    }

    /// Writes the gaps that wait as they are.
    func writeHeldGaps() throws(FileFailure) {
        let gaps = heldGaps
        heldGaps = []
        for gap in gaps { try writeHeld(gap, upTo: .max) }
    }

    private func writeHeld(_ gap: HeldGap, upTo last: UInt64) throws(FileFailure) {
        guard gap.slots.lowerBound <= last, let source = sources.first(where: { $0.source == gap.source }),
            let slots = source.sampled(gap.slots.lowerBound...min(gap.slots.upperBound, last))
        else { return }
        try writeGapRow(slots, reason: gap.reason, of: source, sequence: gap.sequence)
    }

    /// How many gaps of a source were declared.
    func declaredGaps(of source: SourceState) -> UInt64 {
        source.gaps + UInt64(heldGaps.count { $0.source == source.source })
    }

    /// How many samples a gap that waits is about.
    func missedSlots(of gap: HeldGap) -> UInt64 {
        let stride = sources.first { $0.source == gap.source }?.stride ?? 1
        return (gap.slots.upperBound - gap.slots.lowerBound) / stride + 1
    }

    /// The last slot of a source that may have a row: behind it are only gaps that wait.
    func lastRow(of source: SourceState) -> UInt64 {
        heldGaps.reversed().reduce(source.slot) { last, gap in
            let isLast = gap.source == source.source && gap.slots.upperBound >= last / source.stride * source.stride
            return isLast ? min(last, gap.slots.lowerBound - 1) : last
        }
    }

    /// Writes the row of a gap and counts it.
    private func writeGapRow(
        _ slots: ClosedRange<UInt64>?, reason: String, of source: SourceState?, node: String = "", sequence: UInt64
    ) throws(FileFailure) {
        let count = slots.map { ($0.upperBound - $0.lowerBound) / (source?.stride ?? 1) + 1 }
        let begin = slots?.lowerBound ?? (source?.slot ?? 0) + 1
        printEventHead(at: grid.start(of: begin), kind: .gap, of: source, node: node, sequence: sequence)
        eventTable.lines.append(emptyCells: EntityState.nameColumns.count)
        if let slots, let count {
            eventTable.lines.append(cell: TimeText.text(grid.start(of: slots.lowerBound)))
            eventTable.lines.append(cell: TimeText.text(grid.start(of: slots.upperBound)))
            eventTable.lines.append(cell: count)
        } else {
            eventTable.lines.append(emptyCells: 3)
        }
        eventTable.lines.append(cell: reason)
        eventTable.lines.endLine()
        try eventTable.endRow()
        source?.gaps += 1
        source?.missed += count ?? 0
        addGap(
            ManifestGap(
                node: source?.source.node ?? node, run: source?.run ?? 0,
                firstTime: slots.map { TimeText.text(grid.start(of: $0.lowerBound)) },
                lastTime: slots.map { TimeText.text(grid.start(of: $0.upperBound)) }, slots: count, reason: reason))
    }

    /// Remembers a gap for the manifest and the console.
    func addGap(_ gap: ManifestGap) {
        gaps.append(gap)
        let slots = gap.slots.map { " (\($0) slots)" } ?? ""
        lastGaps[gap.node] = gap.reason + slots
    }
}
