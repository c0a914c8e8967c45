import FoundationEssentials
import KubemonMetrics
import KubemonProtocol
import Testing

/// What one monitor can make a collector hold is bounded by what is decoded, not by what was announced.
@Suite("Bounds of a monitor's stream")
struct BoundsTests {
    private static let epoch: UInt64 = 7

    private static func group(_ entities: [WireEntity], schemas: [UInt64] = []) -> Frame {
        var group = WireGroup()
        (group.epoch, group.first, group.entities, group.schemas) = (epoch, 1, entities, schemas)
        return Frame(.group(group))
    }

    private static func entity(_ number: UInt32, label: String = "") -> WireEntity {
        var (entity, wire) = (WireEntity(), WireLabel())
        (entity.number, entity.kind) = (number, UInt32(EntityKind.process.rawValue))
        (wire.key, wire.value) = ("cmdline", label)
        entity.labels = label.isEmpty ? [] : [wire]
        return entity
    }

    @Test("65 536 entities are taken; one more is an error of the group, and a gap where it comes later")
    func entitiesAreBounded() throws {
        let most = (1...UInt32(StreamDecoder.maximumEntities)).map { Self.entity($0) }
        var decoder = StreamDecoder(known: [:])
        #expect(throws: ProtocolError.tooManyEntities) {
            try decoder.receive(Self.group(most + [Self.entity(.max)]))
        }
        decoder = StreamDecoder(known: [:])
        _ = try decoder.receive(Self.group(most))
        var message = WireEntities()
        (message.sequence, message.entities) = (1, [Self.entity(.max)])
        let outputs = try decoder.receive(Frame(.entities(message)))
        #expect(outputs.first == .rejected(epoch: Self.epoch, sequence: 1, .tooManyEntities))
        #expect(decoder.alive.count == StreamDecoder.maximumEntities)
        // There is room again for as many as have ended.
        (message.sequence, message.ended) = (2, [1])
        let later = try decoder.receive(Frame(.entities(message)))
        #expect(later.count == 1 && decoder.alive.last?.number == .max)
    }

    @Test("the text of all descriptions together is bounded")
    func textIsBounded() throws {
        let text = String(repeating: "x", count: 4_096)
        let limit = 1 << 20
        let count = limit / (text.utf8.count + "cmdline".utf8.count)
        var decoder = StreamDecoder(known: [:])
        decoder.textLimit = limit
        _ = try decoder.receive(Self.group((1...UInt32(count)).map { Self.entity($0, label: text) }))
        var message = WireEntities()
        (message.sequence, message.entities) = (1, [Self.entity(1, label: text)])
        #expect(try decoder.receive(Frame(.entities(message))).count == 1, "the same once more is no more text")
        (message.sequence, message.entities) = (2, [Self.entity(.max, label: text)])
        #expect(
            try decoder.receive(Frame(.entities(message))).first
                == .rejected(epoch: Self.epoch, sequence: 2, .tooManyEntities))
    }

    @Test("a few bytes that announce a wide table of many rows do not make one")
    func valuesAreBounded() throws {
        var schema = WireSchema()
        schema.kind = UInt32(EntityKind.process.rawValue)
        schema.columns = (0..<4_096).map { index in
            var column = WireColumn()
            column.name = "c\(index)"
            return column
        }
        schema.fingerprint = schema.computedFingerprint
        var decoder = StreamDecoder(known: [:])
        _ = try decoder.receive(Frame(.schema(schema)))
        _ = try decoder.receive(Self.group([Self.entity(1)], schemas: [schema.fingerprint]))
        var (tick, table) = (WireTick(), WireTickTable())
        table.kind = schema.kind
        // A byte per row: the next entity, nothing changed. Whole, it would be 2 GiB.
        (table.entities, table.rows) = (.init(repeating: 1, count: 65_536), .init(repeating: 0, count: 65_536))
        (tick.sequence, tick.tables) = (1, [table])
        #expect(
            try decoder.receive(Frame(.tick(tick))).first
                == .rejected(epoch: Self.epoch, sequence: 1, .tooManyEntities))
    }

    @Test("the columns that a schema has too many are told once, however often it is sent")
    func unknownColumnsAreToldOnce() throws {
        var (schema, column) = (WireSchema(), WireColumn())
        (schema.kind, column.name) = (UInt32(EntityKind.process.rawValue), "c")
        schema.columns = [column]
        schema.fingerprint = schema.computedFingerprint
        var decoder = StreamDecoder(known: [:])
        #expect(
            try decoder.receive(Frame(.schema(schema)))
                == [.unknownColumns(table: EntityKind.process.tableName, ["c"])])
        for _ in 0..<1000 { #expect(try decoder.receive(Frame(.schema(schema))).isEmpty) }
    }

    @Test("a group that is described in ever more frames, and descriptions that are amended, are bounded together")
    func descriptionsAreBoundedTogether() throws {
        var decoder = StreamDecoder(known: [:])
        decoder.textLimit = 1 << 20
        let text = String(repeating: "x", count: 4_096)
        var taken: UInt32 = 0
        #expect(throws: ProtocolError.tooManyEntities) {
            for number in 1...100_000 as ClosedRange<UInt32> {
                _ = try decoder.receive(Self.group([Self.entity(number, label: text)]))
                taken = number
            }
        }
        #expect(taken == 1 << 20 / UInt32(text.utf8.count + "cmdline".utf8.count))
        // An entity that is described again counts with what it has now.
        decoder = StreamDecoder(known: [:])
        decoder.textLimit = 10_000
        _ = try decoder.receive(Self.group([Self.entity(1)]))
        for sequence in 1...100 as ClosedRange<UInt64> {
            var message = WireEntities()
            (message.sequence, message.entities) = (sequence, [Self.entity(1, label: text)])
            #expect(try decoder.receive(Frame(.entities(message))).count == 1)
        }
    }

    @Test(
        "a tick that lies about its rows is one gap",
        arguments: [
            ("a row more than there are bytes", [1, 1], [0]), ("a row less than there are bytes", [1], [0, 0]),
            ("rows of nobody", [], [0]), ("a row without bytes", [1], []), ("all values, and none follow", [1], [2]),
            ("a kind of row that there is not", [1], [3]), ("an entity twice", [1, 0], [0, 0]),
            ("a number that does not end", .init(repeating: 0xFF, count: 11), [0]),
            ("a number beyond 32 bits", [0xFF, 0xFF, 0xFF, 0xFF, 0x7F], [0]),
            ("an entity that was never described", [9], [0]), ("a value that was not there changes", [1], [1, 1, 1]),
            ("columns that are not there", [1], [2, 0xFF, 0xFF, 1, 1, 1, 1, 1, 1, 1, 1]),
        ] as [(String, [UInt8], [UInt8])])
    func lyingRows(lie: String, entities: [UInt8], rows: [UInt8]) throws {
        var (schema, column) = (WireSchema(), WireColumn())
        (schema.kind, column.name) = (UInt32(EntityKind.process.rawValue), "c")
        schema.columns = [column]
        schema.fingerprint = schema.computedFingerprint
        var decoder = StreamDecoder(known: [:])
        _ = try decoder.receive(Frame(.schema(schema)))
        _ = try decoder.receive(Self.group([Self.entity(1)], schemas: [schema.fingerprint]))
        var (tick, table) = (WireTick(), WireTickTable())
        (table.kind, table.entities, table.rows) = (schema.kind, .init([1]), .init([0]))
        (tick.sequence, tick.tables) = (1, [table])
        #expect(try decoder.receive(Frame(.tick(tick))).count == 1, "the truth is taken")
        (table.entities, table.rows) = (.init(entities), .init(rows))
        (tick.sequence, tick.tables) = (2, [table])
        let outputs = try decoder.receive(Frame(.tick(tick)))
        guard case .rejected(Self.epoch, 2, _) = outputs.first else {
            Issue.record("it was taken: \(lie)")
            return
        }
        #expect(outputs.count == 2)
    }

    @Test("labels are cut at 256 bytes, paths and command lines at 4096, between characters; there are 64 of them")
    func labelsAreCut() throws {
        var wire = Self.entity(1)
        wire.labels = ["image", "cmdline"].map { key in
            var label = WireLabel()
            (label.key, label.value) = (key, String(repeating: "ü", count: 5_000) + "x")
            return label
        }
        wire.labels += (0..<100).map { index in
            var label = WireLabel()
            (label.key, label.value) = ("k\(index)", "v")
            return label
        }
        var decoder = StreamDecoder(known: [:])
        _ = try decoder.receive(Self.group([wire]))
        let labels = try #require(decoder.alive.first?.labels)
        #expect(labels.count == 64)
        #expect(labels[0].value == String(repeating: "ü", count: 128))
        #expect(labels[1].value == String(repeating: "ü", count: 2_048))
    }
}
