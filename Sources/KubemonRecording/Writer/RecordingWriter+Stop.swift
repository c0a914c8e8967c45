public import KubemonMetrics

/// The end of a recording (R13, R17).
extension RecordingWriter {
    /// Ends the window with a slot; on return that is committed. Ticks up to it are still taken until ``finish()``. Does
    /// nothing when it was stopped before.
    ///
    /// - Parameter slot: the last one; the present one if it is `nil`.
    /// - Throws: ``RecordingError/interrupted(_:)``; the window is then as the last commit says, and it must be stopped
    ///   again after ``recover()``, with the slot that was meant.
    public func stop(at slot: UInt64? = nil) throws(RecordingError) {
        try requireWriting()
        guard !isStopped else { return }
        let known = window.last
        isStopped = true
        window.last = min(known, slot ?? grid.slot(at: time.wall()))
        try writing { () throws(FileFailure) in
            for source in sources where source.flags.contains(.isOpen) { try sayAhead(source, upTo: known) }
            try clipHeldGaps()
        }
        for source in sources
        where source.flags.contains(.isOpen) && isLast(source.slot, of: source) && !isAhead(source) {
            source.flags.insert(.isFinished)
        }
        isManifestStale = true
        try commit()
    }

    /// Says that a source has rows behind the window: they were written before its last slot was known (R13).
    private func sayAhead(_ source: SourceState, upTo known: UInt64) throws(FileFailure) {
        let last = min(lastRow(of: source), known)
        guard last > window.last else { return }
        let time = TimeText.text(grid.start(of: last))
        let text = "its clock was ahead of the collector's: it has rows behind the last slot up to \(time)"
        let event = Event(wall: self.time.wall(), kind: .clockAhead, text: text)
        try writeEvent(event, of: source, sequence: source.sequence)
    }

    /// Notes that the recorder's clock was set back: a monitor that sends nothing from now on has not reached the end, even if
    /// its last slot is later than that. Slots for which gaps wait may not come again.
    public func clockWasSetBack() throws(RecordingError) {
        try requireWriting()
        for source in sources where source.isRecorded { source.flags.insert(.isAheadOfClock) }
        isDirty = true
        try writing { () throws(FileFailure) in try writeHeldGaps() }
    }

    /// Whether nothing more is to come: every monitor that was announced has sent its last slot. A node that was expected
    /// and never came is not waited for.
    public var isDrained: Bool { isStopped && missingSources.isEmpty }

    /// The nodes whose last samples are awaited after ``stop(at:)``, in alphabetical order.
    public var awaitedNodes: [String] { isStopped ? Set(missingSources.map(\.source.node)).sorted() : [] }

    /// Ends the recording: what did not come is declared as gaps, the manifest gets its final form, the files are closed.
    ///
    /// - Returns: `complete`, or `incomplete` if a source did not reach the last slot or an expected node never came.
    /// - Throws: ``RecordingError/interrupted(_:)``; ``recover()`` and try again.
    @discardableResult
    public func finish() throws(RecordingError) -> RecordingSummary.State {
        try stop()
        try writing { () throws(FileFailure) in
            var lost: [SourceState] = []
            for source in missingSources {
                guard !isAhead(source) else {
                    source.flags.formUnion([.isFinished, .isCutShort])
                    let reason = "no sample came after the clock was set back"
                    try writeGap(nil, reason: reason, of: source, sequence: source.sequence)
                    continue
                }
                let isUnknown = source.isUnseen && source.slot == 0
                let first = source.flags.contains(.isOpen) ? source.slot + 1 : max(window.first, source.slot + 1)
                source.flags.formUnion([.isFinished, .isCutShort])
                // Of whom nothing came at all nobody knows in which slots it sampled.
                if isUnknown, options.expectedNodes.contains(source.source.node) { continue }
                // What is declared lost of an earlier run, to the end, is not lost once more.
                if earlierRuns(than: source).contains(where: { run in lost.contains { $0 === run } }) { continue }
                if !isUnknown { lost.append(source) }
                try writeGap(
                    isUnknown ? nil : first...window.last,
                    reason: "no more samples came before the recording was closed", of: source,
                    sequence: source.sequence)
            }
            // A crash between these rows and the manifest must not write them twice.
            for node in missingNodes where !gaps.contains(where: { $0.node == node && $0.run == 0 }) {
                try writeGap(
                    window.first...window.last, reason: "the node was expected and never came", of: nil, node: node,
                    sequence: 0)
            }
        }
        isManifestStale = false
        try commit()
        outcome = isComplete ? .complete : .incomplete
        do {
            try writeManifest()
        } catch {
            outcome = .recording
            phase = .interrupted(error, commitInDoubt: false)
            throw .interrupted(error)
        }
        close()
        return outcome
    }

    /// Sources whose last slots are still to come.
    private var missingSources: [SourceState] {
        sources.filter { source in
            guard source.flags.isDisjoint(with: [.isFinished, .isSuperseded]) else { return false }
            // A clock that was set back may end the window before its first slot, but not before what an open source has.
            if source.flags.contains(.isOpen) { return !isLast(source.slot, of: source) || isAhead(source) }
            // What was announced may hold samples of the window, as long as it has not shown where it begins.
            return !isLast(max(window.first - 1, source.slot), of: source)
        }
    }

    /// Whether the source's last slot lies behind the window only because the clock was set back after it.
    private func isAhead(_ source: SourceState) -> Bool {
        source.flags.contains(.isAheadOfClock) && source.slot > window.last
    }

    /// Expected nodes that never sampled.
    private var missingNodes: [String] {
        guard window.first <= window.last else { return [] }
        return options.expectedNodes.filter { node in
            !sources.contains { source in
                source.source.node == node && !source.flags.isDisjoint(with: [.isOpen, .wasPresent])
            }
        }
    }

    private var isComplete: Bool {
        let nodes = Set(sources.filter { $0.ticks > 0 }.map(\.source.node))
        let isEmpty = window.first > window.last
        return missingNodes.isEmpty && !sources.contains { $0.flags.contains(.isCutShort) }
            && (isEmpty || nodes.count >= options.expectedCount)
    }
}
