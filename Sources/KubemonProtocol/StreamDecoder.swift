public import KubemonMetrics

/// The collector's end of one monitor's stream: frames in, numbered items out (R4).
///
/// A frame that breaks the rules of the sequence is an error that closes the connection; one whose content can't be used
/// becomes a gap, so that nothing is sent again and again (R6).
public struct StreamDecoder: Sendable {
    /// Most entities that one monitor may have, and most rows of one kind in a tick.
    public static let maximumEntities = 65_536

    /// Most bytes of text in the descriptions of all entities of one monitor.
    public static let maximumText = 64 << 20
    /// Most values in the tables of one tick.
    public static let maximumValues = 8 << 20

    /// What a frame led to.
    public enum Output: Sendable, Equatable {
        /// A group begins: ``StreamDecoder/alive`` was replaced.
        case group(epoch: UInt64)
        /// The next item of the epoch.
        case item(epoch: UInt64, StreamItem)
        /// The content of an item can't be used; a gap item follows.
        case rejected(epoch: UInt64, sequence: UInt64, ProtocolError)
        /// The monitor has columns that this version does not (said once per schema).
        case unknownColumns(table: String, [String])
    }

    /// The last number received, per epoch.
    public private(set) var last: [UInt64: UInt64]
    private var maps: [UInt64: ColumnMap] = [:]
    private var ignored: Set<UInt64> = []
    private var groupMaps: [ColumnMap?] = []
    private var decoder: TickDecoder?
    private var epoch: UInt64 = 0
    private var next: UInt64 = 0
    private var entities: [UInt32: Entity] = [:]
    /// Those of the group before while this one's are described: what is still the same stays in memory once, because
    /// whoever was told of it has it too.
    private var former: [UInt32: Entity] = [:]
    /// ``maximumText``, or less in tests.
    package var textLimit = StreamDecoder.maximumText
    /// Bytes of text in ``entities``.
    private var textBytes = 0
    /// Entities of the last tick per kind, known to have been described.
    private var checked: [[UInt32]] = EntityKind.allCases.map { _ in [] }
    /// Whether nothing has come since the last group began.
    private var isFresh = false
    /// Set while frames of a position that was given up are still under way.
    private var isSkipping: Bool { !awaited.isEmpty }
    /// Runs that were asked for again, in the order of the requests: the first that comes next is the first of them.
    private var awaited: [UInt64] = []

    /// All entities alive where the stream stands now, in ascending order of their numbers.
    public var alive: [Entity] { entities.values.sorted { $0.number < $1.number } }

    /// Those of one epoch; none if the stream is in another.
    public func alive(in epoch: UInt64) -> [Entity] { epoch == self.epoch ? alive : [] }

    /// Creates the receiving end.
    ///
    /// - Parameter known: the last number that need not be sent again, per epoch.
    public init(known: [UInt64: UInt64]) { last = known }

    /// Prepares for a monitor that starts over after `sequence` because later items could not be kept (R7); with `nil`
    /// nothing of the run was kept, and it starts where the monitor's buffer does.
    public mutating func forget(epoch: UInt64, after sequence: UInt64?) {
        last[epoch] = sequence.flatMap { sequence in last[epoch].map { min($0, sequence) } }
        // What is under way belongs to the old position; the next group sets the new one.
        decoder = nil
        awaited.removeAll { $0 == epoch }
        awaited.append(epoch)
    }

    /// Takes one frame of the stream.
    ///
    /// - Throws: ``ProtocolError``; the connection must then be closed.
    public mutating func receive(_ frame: Frame) throws(ProtocolError) -> [Output] {
        switch frame.wire.content {
        case .schema(let schema): try receive(schema)
        case .group(let group): try receive(group)
        case .gap(let gap): try receive(gap)
        case .entities(let message): try receive(message.sequence) { $0.content(of: message) }
        case .event(let message): try receive(message.sequence) { _ in .success(Self.content(of: message)) }
        case .tick(let message): try receive(message.sequence) { $0.content(of: message) }
        // A kind of frame that this version does not know is skipped.
        case nil: []
        default: throw .unexpectedFrame
        }
    }

    private mutating func receive(_ schema: WireSchema) throws(ProtocolError) -> [Output] {
        guard maps.count + ignored.count < 64, schema.columns.count <= 4096 else { throw .tooManyEntities }
        guard schema.fingerprint == schema.computedFingerprint else { throw .unknownSchema(schema.fingerprint) }
        // One that is sent again says nothing new.
        guard maps[schema.fingerprint] == nil else { return [] }
        guard let map = ColumnMap(schema) else {
            ignored.insert(schema.fingerprint)
            return []
        }
        maps[schema.fingerprint] = map
        return map.unknown.isEmpty ? [] : [.unknownColumns(table: map.kind.tableName, map.unknown)]
    }

    private mutating func receive(_ group: WireGroup) throws(ProtocolError) -> [Output] {
        // Numbers begin with 1 (R4).
        guard group.first > 0, group.first < .max else { throw .malformedFrame }
        if let known = last[group.epoch], group.first > known + 1 {
            // After `forget`, groups of the old position may still be under way: they are passed over.
            if isSkipping { return [] }
            throw .sequenceBroken(expected: known + 1, received: group.first)
        }
        // A later run that was under way must wait for the earlier one that was asked for (R3).
        if let first = awaited.first, group.epoch != first { return [] }
        awaited = []
        var columnCounts = EntityKind.allCases.map { _ in 0 }
        groupMaps = EntityKind.allCases.map { _ in nil }
        for fingerprint in group.schemas where !ignored.contains(fingerprint) {
            guard let map = maps[fingerprint] else { throw .unknownSchema(fingerprint) }
            columnCounts[map.kind.index] = map.columnCount
            groupMaps[map.kind.index] = map
        }
        // Many entities are described in several groups with the same first number, one right behind the other.
        let goesOn = isFresh && decoder != nil && group.epoch == epoch && group.first == next
        decoder = TickDecoder(columnCounts: columnCounts)
        isFresh = true
        epoch = group.epoch
        next = group.first
        if last[epoch] == nil { last[epoch] = group.first > 0 ? group.first - 1 : 0 }
        if !goesOn {
            former = entities
            entities.removeAll(keepingCapacity: true)
            textBytes = 0
        }
        for entity in group.entities.lazy.compactMap(\.entity) {
            let known = former[entity.number]
            try describe(entity.number, known == entity ? known : entity)
        }
        checked = EntityKind.allCases.map { _ in [] }
        return [.group(epoch: epoch)]
    }

    private mutating func receive(_ message: WireGap) throws(ProtocolError) -> [Output] {
        var gap = Gap(message)
        let known = last[message.epoch] ?? (gap.firstSequence > 0 ? gap.firstSequence - 1 : 0)
        guard gap.lastSequence >= gap.firstSequence, gap.lastSequence < .max else { throw .malformedFrame }
        guard gap.lastSequence > known else { return [] }
        if let first = awaited.first, message.epoch != first { return [] }
        guard gap.firstSequence <= known + 1 else {
            if isSkipping { return [] }
            throw .sequenceBroken(expected: known + 1, received: gap.firstSequence)
        }
        awaited = []
        // What arrived before the connection was lost is not missing.
        gap.isRest = gap.firstSequence <= known
        gap.firstSequence = known + 1
        last[message.epoch] = gap.lastSequence
        return [.item(epoch: message.epoch, StreamItem(sequence: gap.lastSequence, content: .gap(gap)))]
    }

    /// Applies the rule of the sequence to one item whose content `read` gives; content that can't be used is a gap.
    private mutating func receive(
        _ sequence: UInt64, read: (inout StreamDecoder) -> Result<StreamItem.Content?, ProtocolError>
    ) throws(ProtocolError) -> [Output] {
        if isSkipping { return [] }
        guard let known = last[epoch], next > 0 else { throw .unexpectedFrame }
        guard sequence == next, sequence < .max else { throw .sequenceBroken(expected: next, received: sequence) }
        next += 1
        if isFresh { former = [:] }
        isFresh = false
        let result = read(&self)
        guard sequence > known else { return [] }
        last[epoch] = sequence
        switch result {
        case .success(let content):
            // A part of a tick and an event of an unknown kind have a number but nothing to say.
            let item = StreamItem(sequence: sequence, content: content ?? .entities([], ended: []))
            return [.item(epoch: epoch, item)]
        case .failure(let error):
            let gap = Gap(
                firstSequence: sequence, lastSequence: sequence, firstSlot: 0, lastSlot: 0, reason: error.sentence)
            return [
                .rejected(epoch: epoch, sequence: sequence, error),
                .item(epoch: epoch, StreamItem(sequence: sequence, content: .gap(gap))),
            ]
        }
    }

    private mutating func content(of message: WireEntities) -> Result<StreamItem.Content?, ProtocolError> {
        let changed = message.entities.compactMap(\.entity)
        do throws(ProtocolError) {
            for number in message.ended { try describe(number, nil) }
            for entity in changed { try describe(entity.number, entity) }
        } catch {
            return .failure(error)
        }
        return .success(.entities(changed, ended: message.ended))
    }

    /// Takes in the description of an entity, or forgets it.
    private mutating func describe(_ number: UInt32, _ entity: Entity?) throws(ProtocolError) {
        func text(_ entity: Entity?) -> Int {
            entity?.labels.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count } ?? 0
        }
        let bytes = textBytes + text(entity) - text(entities[number])
        guard entity == nil || bytes <= textLimit,
            entity == nil || entities.count < Self.maximumEntities || entities[number] != nil
        else { throw .tooManyEntities }
        entities[number] = entity
        textBytes = bytes
    }

    private static func content(of message: WireEvent) -> StreamItem.Content? {
        Event.Kind(rawValue: message.kind).map { kind in
            .event(Event(wall: message.wall, kind: kind, entity: message.entity, text: WireText.cleaned(message.text)))
        }
    }

    private mutating func content(of message: WireTick) -> Result<StreamItem.Content?, ProtocolError> {
        do throws(ProtocolError) {
            guard decoder != nil else { throw ProtocolError.malformedRows }
            guard var tick = try decoder?.decode(message) else { return .success(nil) }
            for kind in EntityKind.allCases {
                let table = tick[kind]
                // Rows of the same entities as in the tick before were checked there.
                if checked[kind.index] != table.entities {
                    for number in table.entities where entities[number]?.kind != kind {
                        throw ProtocolError.unknownEntity(number)
                    }
                    checked[kind.index] = table.entities
                }
                tick[kind] = groupMaps[kind.index]?.apply(table) ?? Table(columnCount: Schema.of(kind).count)
            }
            return .success(.tick(tick))
        } catch {
            // The differences that follow build on this tick: nothing decodes until the next group.
            decoder = nil
            return .failure(error)
        }
    }
}
