import DequeModule
public import KubemonMetrics
public import NIOCore

/// What a monitor has sampled in one run and the collector has not yet acknowledged, encoded and bounded (R2).
///
/// Items are numbered and encoded when they are appended. They lie in key groups, each of which decodes alone: a group
/// leaves the buffer only whole, when all of it is acknowledged, or it is lost and its place says so with a gap. A cursor
/// says what is to be sent next. With a spool (R3) a frame is not sent before the spool has it, and groups that the spool
/// has may leave memory; whoever works for the spool brings them back when their turn comes.
///
/// Invariants:
/// - groups are in ascending order without a hole; in the monitor's own run the last one is open, in memory, and the only
///   one that may have no items;
/// - no two lost groups stand side by side.
public struct SendBuffer: Sendable {
    /// Whether a spool takes what is appended.
    public enum SpoolState: Sendable, Equatable {
        /// There is none.
        case none
        /// Nothing is sent before it is in the spool.
        case working
        /// It can't be written: memory is all there is.
        case failing
    }

    /// Most ticks that a group holds.
    static let ticksPerGroup = 60
    /// A group is closed when its items have grown to that many bytes, so that little has to be sent again after a lost
    /// connection.
    static let bytesPerGroup = 4 << 20

    /// Random number of the run (R3).
    public let epoch: UInt64
    /// Schemas of the ticks, as frames to be sent once per connection.
    public let schemas: [Frame]
    /// Most bytes kept in memory.
    public let capacity: Int
    /// Bytes kept in memory.
    public internal(set) var bytes = 0
    /// Items that were lost because there was no room for them, or because the spool was damaged.
    public internal(set) var dropped: UInt64 = 0
    /// Number of the last item appended; 0 if there is none.
    public private(set) var lastSequence: UInt64 = 0
    /// Whether a spool takes what is appended.
    public var spoolState = SpoolState.none

    var groups: Deque<KeyGroup> = []
    /// Position of the next frame to be sent: frames before it in the group, counted from the group's own frame.
    var cursorGroup = 0
    var cursorFrame = 0
    /// Groups that are gone from here; the spool need not keep them.
    var removed: [UInt64] = []
    /// The run is over: no group is open.
    let isClosed: Bool

    private let fingerprints: [UInt64]
    private var encoder = TickEncoder()
    private var alive: [UInt32: Entity] = [:]
    private var acknowledged: UInt64 = 0

    /// Creates an empty buffer for one run of a monitor.
    public init(epoch: UInt64, capacity: Int = 64 << 20) {
        self.epoch = epoch
        self.capacity = capacity
        isClosed = false
        let schemas = Schema.recorded.map(WireSchema.init)
        self.schemas = schemas.map { Frame(.schema($0)) }
        fingerprints = schemas.map(\.fingerprint)
    }

    /// What a spool kept of an earlier run (R3).
    ///
    /// - Parameters:
    ///   - groups: numbers of the first and last item of each, in ascending order. What lies between them is lost.
    ///   - lost: what was lost behind the last group, or if there is none.
    public init(restored epoch: UInt64, schemas: [Frame], groups: [ClosedRange<UInt64>], lost: [Gap]) {
        self.epoch = epoch
        self.schemas = schemas
        capacity = 0
        isClosed = true
        fingerprints = []
        spoolState = .working
        var parts = groups.map { range in
            var group = KeyGroup(first: range.lowerBound, last: range.upperBound)
            group.spooled = group.frameCount
            return group
        }
        for gap in lost {
            var group = KeyGroup(first: gap.firstSequence, last: gap.lastSequence)
            (group.firstSlot, group.lastSlot, group.lossReason) = (gap.firstSlot, gap.lastSlot, gap.reason)
            parts.append(group)
        }
        for part in parts.sorted(by: { $0.first < $1.first }) { addRestored(part) }
        lastSequence = self.groups.last?.last ?? 0
    }

    private mutating func addRestored(_ part: KeyGroup) {
        if let before = groups.last {
            // A crash while a group was dropped leaves it and the gap that stands for it.
            guard part.first > before.last else {
                if !part.isLost { removed.append(part.first) }
                return
            }
            if part.first > before.last + 1 {
                var hole = KeyGroup(first: before.last + 1, last: part.first - 1)
                hole.lossReason = "the spool does not have it"
                appendMerging(hole)
            }
        }
        appendMerging(part)
    }

    private mutating func appendMerging(_ part: KeyGroup) {
        guard part.isLost, let before = groups.last, before.isLost else { return groups.append(part) }
        groups[groups.count - 1].merge(part)
    }

    /// The first and the last sequence number at hand; lost ones count as at hand because their gap is.
    public var backlog: (first: UInt64, last: UInt64) { (groups.first?.first ?? lastSequence + 1, lastSequence) }

    /// Whether nothing of a run that is over is left.
    public var isExhausted: Bool { isClosed && groups.isEmpty }

    // MARK: Appending

    /// Appends a tick.
    public mutating func append(_ tick: Tick) {
        let hasRoom = groups.last.map { $0.ticks < Self.ticksPerGroup && $0.itemBytes < Self.bytesPerGroup }
        if hasRoom != true { beginGroup() }
        for var part in encoder.encode(tick) {
            part.sequence = lastSequence + 1
            append(Frame(.tick(part)), slot: tick.slot)
        }
        groups[groups.count - 1].ticks += 1
        dropOverflow()
    }

    /// Appends descriptions of entities that appeared or were amended, and the numbers of those that ended.
    public mutating func append(_ entities: [Entity], ended: [UInt32]) {
        guard !entities.isEmpty || !ended.isEmpty else { return }
        if groups.isEmpty { beginGroup() }
        for entity in entities { alive[entity.number] = entity }
        for number in ended { alive[number] = nil }
        var parts = WireEntity.parts(of: entities)
        if parts.isEmpty { parts = [[]] }
        for (index, part) in parts.enumerated() {
            var message = WireEntities()
            message.sequence = lastSequence + 1
            message.entities = part
            if index == parts.count - 1 { message.ended = ended }
            append(Frame(.entities(message)), slot: 0)
        }
    }

    /// Appends an event.
    public mutating func append(_ event: Event) {
        var message = WireEvent()
        message.sequence = lastSequence + 1
        message.wall = event.wall
        message.kind = event.kind.rawValue
        message.entity = event.entity
        message.text = event.text
        if groups.isEmpty { beginGroup() }
        append(Frame(.event(message)), slot: 0)
    }

    private mutating func beginGroup() {
        var message = WireGroup()
        message.epoch = epoch
        message.first = lastSequence + 1
        message.schemas = fingerprints
        let parts = WireEntity.parts(of: alive.values.sorted { $0.number < $1.number })
        message.entities = parts.first ?? []
        var frame = Frame(.group(message)).encoded()
        // A group with the same first number right behind another one adds to its entities.
        for part in parts.dropFirst() {
            message.entities = part
            frame.writeImmutableBuffer(Frame(.group(message)).encoded())
        }
        groups.append(KeyGroup(first: lastSequence + 1, frame: frame))
        bytes += frame.readableBytes
        encoder.beginGroup()
        dropAcknowledged()
    }

    private mutating func append(_ frame: Frame, slot: UInt64) {
        let encoded = frame.encoded()
        lastSequence += 1
        bytes += encoded.readableBytes
        groups[groups.count - 1].append(encoded, slot: slot)
    }

    // MARK: Acknowledging

    /// Takes note that the collector needs nothing up to `sequence` any more (R5).
    public mutating func acknowledge(_ sequence: UInt64) {
        acknowledged = max(acknowledged, min(sequence, lastSequence))
        dropAcknowledged()
    }

    private mutating func dropAcknowledged() {
        while groups.count > (isClosed ? 0 : 1), let first = groups.first, first.last <= acknowledged {
            bytes -= first.bytes
            removed.append(first.first)
            groups.removeFirst()
            if cursorGroup > 0 { cursorGroup -= 1 } else { cursorFrame = 0 }
        }
    }

    // MARK: Sending

    /// Starts over at the group that holds `sequence` (R2), or at the oldest one. Numbers that are wanted and were let go
    /// long ago are declared as a gap: the collector must then have lost them itself.
    public mutating func rewind(to sequence: UInt64) {
        if sequence > 0, let first = groups.first?.first, sequence < first {
            var hole = KeyGroup(first: sequence, last: first - 1)
            hole.lossReason = "it was acknowledged, and asked for again"
            if groups[0].isLost { hole.merge(groups.removeFirst()) }
            groups.prepend(hole)
        }
        let wanted = groups.firstIndex { $0.isEmpty || $0.last >= sequence }
        cursorGroup = wanted ?? (isClosed ? groups.count : max(0, groups.count - 1))
        cursorFrame = 0
    }

    /// Begins again with the group at which it stands: something else was sent in between.
    mutating func restartGroup() { cursorFrame = 0 }

    /// Whether there is something that was not sent yet, at hand or not.
    var hasNext: Bool {
        guard cursorGroup < groups.count else { return false }
        let group = groups[cursorGroup]
        return cursorFrame < (group.isLost ? 1 : group.frameCount) || cursorGroup + 1 < groups.count
    }

    /// The next frame to be sent, or `nil` when all is sent or the next one must wait for the spool.
    public mutating func next() -> ByteBuffer? {
        while cursorGroup < groups.count {
            if groups[cursorGroup].isLost {
                if cursorFrame == 0 {
                    cursorFrame = 1
                    return Frame(.gap(WireGap(groups[cursorGroup].gap, epoch: epoch))).encoded()
                }
            } else if cursorFrame < groups[cursorGroup].frameCount {
                let group = groups[cursorGroup]
                guard group.isInMemory, spoolState != .working || cursorFrame < group.spooled else { return nil }
                cursorFrame += 1
                return group.frames[cursorFrame - 1]
            }
            guard cursorGroup + 1 < groups.count else { return nil }
            // What was brought back from the spool has had its turn.
            if isClosed, groups[cursorGroup].isSpooled { bytes -= groups[cursorGroup].unload() }
            cursorGroup += 1
            cursorFrame = 0
        }
        return nil
    }
}
