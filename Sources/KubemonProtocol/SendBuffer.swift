import DequeModule
public import KubemonMetrics
public import NIOCore

/// What a monitor has sampled and the collector has not yet acknowledged, encoded and bounded (R2).
///
/// Items are numbered and encoded when they are appended. They lie in key groups, each of which decodes alone: a group
/// leaves the buffer only whole, when all of it is acknowledged or, if the buffer overflows, as a declared gap. A cursor
/// says what is to be sent next.
///
/// Invariants:
/// - groups are in ascending order without a hole; the last one is open and the only one that may have no items;
/// - `lost`, if set, ends right before the first group.
public struct SendBuffer: ~Copyable {
    /// Most ticks that a group holds.
    static let ticksPerGroup = 60
    /// A group is closed when its items have grown to that many bytes, so that little has to be sent again after a lost
    /// connection.
    static let bytesPerGroup = 4 << 20

    /// Descriptions that go into one frame, about.
    static let bytesPerPart = 1 << 20

    private struct Group {
        var first: UInt64
        var firstSlot: UInt64 = 0
        var lastSlot: UInt64 = 0
        var ticks = 0
        var bytes = 0
        /// The group's own frames as one, then one frame per item.
        var frames: [ByteBuffer]

        /// Without the descriptions at its beginning, which can be many.
        var itemBytes: Int { bytes - (frames.first?.readableBytes ?? 0) }
        var last: UInt64 { first + UInt64(frames.count) - 2 }
        var isEmpty: Bool { frames.count == 1 }
    }

    /// Random number of this monitor's run (R3).
    public let epoch: UInt64
    /// Schemas of the ticks, as frames to be sent once per connection.
    public let schemas: [Frame]
    /// Most bytes kept.
    public let capacity: Int
    /// Bytes kept.
    public private(set) var bytes = 0
    /// Items that were dropped because the buffer was full.
    public private(set) var dropped: UInt64 = 0
    /// Number of the last item appended; 0 if there is none.
    public private(set) var lastSequence: UInt64 = 0

    private let fingerprints: [UInt64]
    private var encoder = TickEncoder()
    private var groups: Deque<Group> = []
    private var alive: [UInt32: Entity] = [:]
    private var lost: Gap?
    private var acknowledged: UInt64 = 0
    /// Position of the next frame to be sent: frames before it in the group, counted from the group's own frame.
    private var cursorGroup = 0
    private var cursorFrame = 0
    private var owesGap = false

    /// Creates an empty buffer for one run of a monitor.
    public init(epoch: UInt64, capacity: Int = 64 << 20) {
        self.epoch = epoch
        self.capacity = capacity
        let schemas = Schema.recorded.map(WireSchema.init)
        self.schemas = schemas.map { Frame(.schema($0)) }
        fingerprints = schemas.map(\.fingerprint)
    }

    /// The first and the last sequence number at hand; lost ones count as at hand because their gap is.
    public var backlog: (first: UInt64, last: UInt64) {
        (lost?.firstSequence ?? groups.first?.first ?? lastSequence + 1, lastSequence)
    }

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
        var parts = Self.parts(of: entities)
        if parts.isEmpty { parts = [[]] }
        for (index, part) in parts.enumerated() {
            var message = WireEntities()
            message.sequence = lastSequence + 1
            message.entities = part
            if index == parts.count - 1 { message.ended = ended }
            append(Frame(.entities(message)), slot: 0)
        }
    }

    /// Descriptions in parts that are well below the longest frame.
    private static func parts(of entities: [Entity]) -> [[WireEntity]] {
        var parts: [[WireEntity]] = []
        var size = bytesPerPart
        for entity in entities {
            let bytes = entity.labels.reduce(16) { $0 + $1.key.utf8.count + $1.value.utf8.count + 8 }
            if size + bytes > bytesPerPart {
                parts.append([])
                size = 0
            }
            size += bytes
            parts[parts.count - 1].append(WireEntity(entity))
        }
        return parts
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
        let parts = Self.parts(of: alive.values.sorted { $0.number < $1.number })
        message.entities = parts.first ?? []
        var frame = Frame(.group(message)).encoded()
        // A group with the same first number right behind another one adds to its entities.
        for part in parts.dropFirst() {
            message.entities = part
            frame.writeImmutableBuffer(Frame(.group(message)).encoded())
        }
        var group = Group(first: lastSequence + 1, frames: [frame])
        group.bytes = frame.readableBytes
        bytes += group.bytes
        groups.append(group)
        encoder.beginGroup()
        dropAcknowledged()
    }

    private mutating func append(_ frame: Frame, slot: UInt64) {
        let encoded = frame.encoded()
        lastSequence += 1
        bytes += encoded.readableBytes
        let index = groups.count - 1
        groups[index].frames.append(encoded)
        groups[index].bytes += encoded.readableBytes
        if slot > 0 {
            if groups[index].firstSlot == 0 { groups[index].firstSlot = slot }
            groups[index].lastSlot = slot
        }
    }

    /// Takes note that the collector needs nothing up to `sequence` any more (R5).
    public mutating func acknowledge(_ sequence: UInt64) {
        acknowledged = max(acknowledged, min(sequence, lastSequence))
        if let lost, lost.lastSequence <= acknowledged {
            self.lost = nil
            owesGap = false
        }
        dropAcknowledged()
    }

    private mutating func dropAcknowledged() {
        while groups.count > 1, let first = groups.first, first.last <= acknowledged { removeFirstGroup() }
    }

    private mutating func dropOverflow() {
        while bytes > capacity, groups.count > 1, let first = groups.first {
            if first.last > acknowledged {
                dropped += first.last - first.first + 1
                lost = Gap(
                    firstSequence: lost?.firstSequence ?? first.first, lastSequence: first.last,
                    firstSlot: lost.map(\.firstSlot).flatMap { $0 > 0 ? $0 : nil } ?? first.firstSlot,
                    lastSlot: max(lost?.lastSlot ?? 0, first.lastSlot),
                    reason: "the monitor's buffer was full")
                // What was sent already may have arrived: a new connection will tell, this one goes on where it is.
                if cursorGroup == 0 { owesGap = true }
            }
            removeFirstGroup()
        }
    }

    private mutating func removeFirstGroup() {
        bytes -= groups.removeFirst().bytes
        if cursorGroup > 0 { cursorGroup -= 1 } else { cursorFrame = 0 }
    }

    /// Starts over at the group that holds `sequence` (R2), or at the oldest one if that is gone.
    public mutating func rewind(to sequence: UInt64) {
        owesGap = lost.map { $0.lastSequence >= sequence } ?? false
        cursorGroup = groups.firstIndex { $0.isEmpty || $0.last >= sequence } ?? max(0, groups.count - 1)
        cursorFrame = 0
    }

    /// The next frame to be sent, or `nil` when all is sent.
    public mutating func next() -> ByteBuffer? {
        if owesGap, let lost {
            owesGap = false
            cursorGroup = 0
            cursorFrame = 0
            return Frame(.gap(WireGap(lost, epoch: epoch))).encoded()
        }
        while cursorGroup < groups.count {
            if cursorFrame < groups[cursorGroup].frames.count {
                cursorFrame += 1
                return groups[cursorGroup].frames[cursorFrame - 1]
            }
            guard cursorGroup + 1 < groups.count else { return nil }
            cursorGroup += 1
            cursorFrame = 0
        }
        return nil
    }
}
