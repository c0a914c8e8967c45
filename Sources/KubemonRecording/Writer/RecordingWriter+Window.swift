public import KubemonMetrics

/// Which slots of a source belong to the recording (R13), and which are missing (R18).
extension RecordingWriter {
    /// Takes a tick: opens the source's part of the window, finds holes, writes rows.
    func take(_ tick: Tick, sequence: UInt64, of source: SourceState) throws(FileFailure) {
        // Slot 0 marks the tick at a monitor's start, for the console only (R8): those of the grid come after it.
        if tick.slot == 0, source.isUnseen { source.slot = min(grid.slot(at: tick.wall), lastPossibleSlot) }
        guard tick.slot > 0, tick.slot <= lastPossibleSlot, !source.flags.contains(.isFinished) else { return }
        // Sampled on another grid, before the monitor heard of this one: its number means another time here.
        guard grid.holds(tick) else { return }
        defer { source.flags.subtract([.hasClockStep, .isAheadOfClock]) }
        guard source.flags.contains(.isOpen) || tick.slot >= window.first else {
            source.slot = tick.slot
            // It samples, so it is not late: whatever is missing from now on is a gap.
            source.flags.insert(.wasPresent)
            // What was lost until now was lost before the window.
            source.flags.remove(.hasUnplacedGap)
            return
        }
        guard tick.slot <= window.last || source.flags.contains(.isOpen) || isAwaited(source) else {
            source.flags.insert(.isFinished)
            // Earlier runs come before it: of those that have shown nothing until now nothing will come.
            for run in earlierRuns(than: source) where run.isUnseen { run.flags.insert(.isSuperseded) }
            return
        }
        if !source.flags.contains(.isOpen) {
            try openWindow(at: tick.slot, sequence: sequence, of: source)
        } else if tick.slot > source.slot + 1 {
            try declareHole(source.slot + 1, min(tick.slot - 1, window.last), sequence: sequence, of: source)
        }
        source.flags.remove(.hasUnplacedGap)
        source.slot = tick.slot
        if isLast(tick.slot, of: source) { source.flags.insert(.isFinished) }
        guard tick.slot <= window.last else { return }
        try writeRows(of: tick, sequence: sequence, source: source)
        source.ticks += 1
    }

    /// Takes a gap that the monitor, or the collector for it, declared.
    func take(_ gap: Gap, sequence: UInt64, of source: SourceState) throws(FileFailure) {
        guard !source.flags.contains(.isFinished) else { return }
        guard gap.firstSlot > 0, gap.lastSlot >= gap.firstSlot, gap.firstSlot <= lastPossibleSlot else {
            // Before the first tick it has neither run nor row; the flag survives a crash and is said then.
            guard source.flags.contains(.isOpen) else {
                source.flags.insert(.hasUnplacedGap)
                return
            }
            // How many slots are missing is known with the next tick; this row already says why.
            try writeGap(nil, reason: gap.reason, of: source, sequence: sequence)
            source.flags.insert(.hasUnplacedGap)
            return
        }
        guard source.flags.contains(.isOpen) || gap.lastSlot >= window.first else {
            source.slot = max(source.slot, gap.lastSlot)
            source.flags.insert(.wasPresent)
            return
        }
        // Slots up to the last one that came are there, or were declared before: only without them may a gap begin earlier,
        // when the clock was set back.
        let begin = gap.isRest ? max(gap.firstSlot, source.slot + 1) : gap.firstSlot
        let first = max(begin, window.first)
        let last = min(gap.lastSlot, window.last, lastPossibleSlot)
        if !source.flags.contains(.isOpen) {
            try openWindow(of: source, at: first, sequence: sequence)
        } else if first > source.slot + 1 {
            try declareHole(source.slot + 1, min(first - 1, window.last), sequence: sequence, of: source)
        }
        source.flags.remove(.hasUnplacedGap)
        if first <= last { try writeGap(first...last, reason: gap.reason, of: source, sequence: sequence) }
        source.slot = max(source.slot, last)
        if isLast(gap.lastSlot, of: source) { source.flags.insert(.isFinished) }
    }

    /// Notes that a sample of a run that was announced could not be taken: if nothing of it comes, it is a gap from there on.
    public func miss(_ source: StreamSource, since slot: UInt64) {
        guard let known = sources.first(where: { $0.source == source }), known.isUnseen else { return }
        miss(known, since: slot)
    }

    /// Counts a source as present from a slot on, though nothing of it could be taken.
    func miss(_ source: SourceState, since slot: UInt64) {
        guard slot <= lastPossibleSlot else { return }
        // An expected node is missed from the first slot on anyway.
        let isExpected = options.expectedNodes.contains(source.source.node)
        source.slot = (isExpected ? window.first : max(window.first, slot)) - 1
        source.flags.insert(.wasPresent)
        isDirty = true
    }

    /// Whether the source has no slot after this one in the window.
    func isLast(_ slot: UInt64, of source: SourceState) -> Bool {
        slot >= window.last || source.sampled((slot + 1)...window.last) == nil
    }

    /// The last slot whose start is an instant that 64 bits hold. Slots come from the network: a larger one is no slot.
    private var lastPossibleSlot: UInt64 { UInt64.max / grid.interval - 2 }

    /// Begins a source's part with a tick in `slot`. Where something was lost before, nobody knows in which slots, and no
    /// hole says so, a gap without slots does.
    private func openWindow(at slot: UInt64, sequence: UInt64, of source: SourceState) throws(FileFailure) {
        let hasLost = source.flags.contains(.hasUnplacedGap) && slot > window.first
        source.flags.remove(.hasUnplacedGap)
        let gaps = declaredGaps(of: source)
        try openWindow(of: source, at: slot, sequence: sequence)
        guard hasLost, declaredGaps(of: source) == gaps else { return }
        try writeGap(nil, reason: "samples before the first one were lost", of: source, sequence: sequence)
    }

    /// Begins a source's part: gives it its run number and says what is missing before `slot`.
    private func openWindow(of source: SourceState, at slot: UInt64, sequence: UInt64) throws(FileFailure) {
        // A first tick behind the window leaves all of the window missing, but nothing more.
        let slot = slot > window.last ? window.last + 1 : slot
        let previous = earlierRuns(than: source)
        source.run = (sources.filter { $0.source.node == source.source.node }.map(\.run).max() ?? 0) + 1
        source.flags.insert(.isOpen)
        isManifestStale = true
        for run in previous { run.flags.insert(.isSuperseded) }
        let last = previous.filter { $0.flags.contains(.isOpen) }.max { $0.run < $1.run }
        let present = (previous + [source]).filter { $0.flags.contains(.wasPresent) }.map(\.slot).min()
        let first = last.map { $0.slot + 1 } ?? max(window.first, present.map { $0 + 1 } ?? 0)
        let isExpected = options.expectedNodes.contains(source.source.node)
        if let last {
            source.firstMissed = last.firstMissed
        } else if present != nil || !isExpected {
            source.firstMissed = present == nil ? slot : min(first, slot)
        }
        if first < slot {
            if last != nil {
                try writeGap(first...(slot - 1), reason: "the monitor was started anew", of: source, sequence: sequence)
            } else if present != nil {
                try declareHole(first, slot - 1, sequence: sequence, of: source)
            } else if isExpected {
                try writeGap(first...(slot - 1), reason: "the node joined late", of: source, sequence: sequence)
            }
        }
        source.slot = slot
        guard slot <= window.last else {
            // The node came too late for any row: the end that was awaited will never come.
            if first < slot { source.flags.insert(.isCutShort) }
            return
        }
        for index in source.entities.entities.indices where !source.entities[index].isWritten {
            try writeEntity(at: index, .first, sequence: sequence, of: source)
        }
        for item in source.standing where item.sequence < sequence {
            if case .event(let event) = item.content { try writeEvent(event, of: source, sequence: item.sequence) }
        }
        source.standing = []
    }

    /// The runs of the same node that `source` takes the place of: those that sample what it samples (R10).
    func earlierRuns(than source: SourceState) -> [SourceState] {
        guard let position = sources.firstIndex(where: { $0 === source }) else { return [] }
        return sources.enumerated().filter { index, other in
            other !== source && other.source.node == source.source.node && other.kinds & source.kinds != 0
                && (index < position || other.flags.contains(.isOpen))
        }.map(\.element)
    }

    /// Whether it is a gap if `source` has no tick in the window (R13).
    private func isAwaited(_ source: SourceState) -> Bool {
        source.flags.contains(.wasPresent) || options.expectedNodes.contains(source.source.node)
            || earlierRuns(than: source).contains { !$0.flags.contains(.isFinished) && !$0.isUnseen }
    }

    /// Says that slots between two ticks of a run have none.
    private func declareHole(
        _ first: UInt64, _ last: UInt64, sequence: UInt64, of source: SourceState
    ) throws(FileFailure) {
        guard first <= last, let slots = source.sampled(first...last) else { return }
        guard !source.flags.contains(.hasUnplacedGap) else {
            // The row was written when the loss became known; only the slots were not.
            source.missed += (slots.upperBound - slots.lowerBound) / source.stride + 1
            return
        }
        let reason = source.flags.contains(.hasClockStep) ? "the clock was set forward" : "the monitor sent no sample"
        try writeGap(first...last, reason: reason, of: source, sequence: sequence)
    }
}
