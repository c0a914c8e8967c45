import KubemonMetrics

/// What the writer knows of one source.
final class SourceState {
    let source: StreamSource
    var facts: NodeFacts
    /// One bit per kind it samples, by `EntityKind.index`.
    var kinds: UInt32
    var flags: SourceFlags = []
    /// It samples in the slots that are multiples of this: more than 1 where its own minimum is above the interval (R8).
    var stride: UInt64 = 1
    var run: UInt32 = 0
    var sequence: UInt64 = 0
    var slot: UInt64 = 0
    /// The first slot that is missing if all that came of it is cut off with a failed write; 0 if that is known without it.
    var firstMissed: UInt64 = 0
    var ticks: UInt64 = 0
    var missed: UInt64 = 0
    var gaps: UInt64 = 0
    /// Whether it was announced since the writer was made or recovered: descriptions come only with that.
    var isAnnounced = false
    var entities = EntityList()
    /// Events from before its part of the window which still hold then.
    var standing: [StreamItem] = []

    /// A source that was not heard of before.
    init(_ source: StreamSource, facts: NodeFacts) {
        self.source = source
        self.facts = facts
        kinds = .max
    }

    /// A source as it stood in a commit.
    init(_ record: CommitRecord.Source, facts: NodeFacts) {
        source = record.source
        self.facts = facts
        kinds = record.kinds
        flags = record.flags
        run = record.run
        sequence = record.sequence
        slot = record.slot
        ticks = record.ticks
        missed = record.missed
        gaps = record.gaps
    }

    /// A source of which nothing is on the disk, after a failed write: it is known all the same, and awaited.
    init(cutOff old: SourceState) {
        (source, facts, kinds, stride) = (old.source, old.facts, old.kinds, old.stride)
        slot = old.flags.contains(.isOpen) ? max(1, old.firstMissed) - 1 : old.slot
        if !old.isUnseen, slot > 0 || old.flags.contains(.wasPresent) { flags = .wasPresent }
    }

    /// Its part of a commit.
    var record: CommitRecord.Source {
        CommitRecord.Source(
            source: source, run: run, sequence: sequence, slot: slot, flags: flags, kinds: kinds, ticks: ticks,
            missed: missed, gaps: gaps)
    }

    /// The slots of a range in which it samples, from the first to the last; `nil` if there is none.
    func sampled(_ slots: ClosedRange<UInt64>) -> ClosedRange<UInt64>? {
        let last = slots.upperBound / stride * stride
        let before = slots.lowerBound / stride * stride
        // Slots come from the network, and the end of an open window is the last number there is.
        let (first, isTooLarge) = before.addingReportingOverflow(before == slots.lowerBound ? 0 : stride)
        return !isTooLarge && first <= last ? first...last : nil
    }

    /// Whether nothing has come of it that tells which slots it has.
    var isUnseen: Bool { flags.isDisjoint(with: [.isOpen, .isFinished, .isSuperseded, .wasPresent]) }

    /// Whether it has shown samples of the window, or may yet.
    var mayHaveSamples: Bool { isUnseen || !flags.isDisjoint(with: [.isOpen, .wasPresent]) }

    /// Whether its items belong to the recording now.
    var isRecorded: Bool { flags.contains(.isOpen) && !flags.contains(.isFinished) }
}
