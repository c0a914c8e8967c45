import KubemonMetrics
import KubemonRecording
import Testing

@Suite("The format of rows")
struct FormatTests {
    let lab = Lab()

    @Test("R11: columns are time to node, identity, metrics with their units", arguments: Schema.recorded)
    func hasColumns(schema: Schema) throws {
        var lab = Lab()
        lab.schemas = Schema.recorded
        _ = try lab.create()
        let common = ["time", "time_ns", "interval_ns", "run", "seq", "node"]
        let header = lab.text(schema.kind.tableName + ".csv").split(separator: "\n")[0].split(separator: ",")
        #expect(header.map(String.init) == common + schema.kind.identity + schema.metrics.map(\.column))
    }

    @Test("R12: all tables exist with headers from the start")
    func hasAllTables() throws {
        var lab = Lab()
        lab.schemas = Schema.recorded
        _ = try lab.create()
        for schema in Schema.recorded { #expect(try lab.rows(schema.kind.tableName + ".csv").isEmpty) }
        #expect(lab.text("entities.csv").hasPrefix("time,run,seq,node,change,table,entity,"))
        #expect(lab.text("events.csv").hasPrefix("time,time_ns,run,seq,node,kind,"))
    }

    @Test("R11: every field of every row is the tick's value", arguments: [Schema.recorded, Sample.schemas])
    func keepsEveryValue(schemas: [Schema]) throws {
        var lab = Lab()
        lab.schemas = schemas
        let writer = try lab.create()
        let entities =
            Sample.machine + [
                Sample.container(7, name: "web"),
                Entity(number: 8, kind: .containerDisk, labels: [.init("disk", "vda")]),
                Entity(number: 9, kind: .process, labels: [.init("pid", "42"), .init("comm", "a) b,\"c\"")]),
            ]
        var monitor = try Monitor("n1", to: writer, entities: entities)
        let slots = (0..<40).map { lab.first + $0 }
        for slot in slots { try monitor.tick(slot, entities: entities, schemas: schemas) }
        try writer.commit()
        for schema in schemas { try compare(lab, schema, slots, entities, schemas) }
    }

    private func compare(
        _ lab: Lab, _ schema: Schema, _ slots: [UInt64], _ entities: [Entity], _ schemas: [Schema]
    ) throws {
        let rows = try lab.rows(schema.kind.tableName + ".csv")
        #expect(rows.count == slots.count)
        for (row, slot) in zip(rows, slots) {
            let tick = Sample.tick(slot, entities, schemas: schemas)
            #expect(row["time"] == Lab.text(slot * Sample.interval))
            #expect(row["time_ns"] == String(tick.wall))
            let interval = tick.intervals[schema.kind.index]
            #expect(row["interval_ns"] == (interval == 0 ? "" : String(interval)))
            for (column, metric) in schema.metrics.enumerated() {
                #expect(row[metric.column] == Self.text(tick[schema.kind][0, column], metric.encoding))
            }
        }
    }

    /// A value by another way than the recorder's.
    private static func text(_ value: UInt64?, _ encoding: Metric.Encoding) -> String {
        guard let value else { return "" }
        switch encoding {
        case .integer: return String(value)
        case .signed: return String(Int64(bitPattern: value))
        case .limit: return value == .max ? "max" : String(value)
        case .letter: return String(Unicode.Scalar(UInt8(value)))
        case .hundredths:
            let rest = String(value % 100)
            return "\(value / 100)." + (rest.count == 1 ? "0" : "") + rest
        }
    }

    static let hostile = [
        "plain", "with,comma", "with \"quotes\"", "two\nlines", "carriage\rreturn", "\r\n", "\u{1B}[2J", "\"", "\"\"",
        ",", "=1+1", "容器一号", "e\u{301}", " leading and trailing ", "\u{FEFF}bom",
        String(decoding: [0xFF, 0xC3], as: UTF8.self),
        "NA", "1e5", String(repeating: "x", count: 70_000), "\\", "{\"a\":1}", "'", "\u{0}", "tab\there",
    ]

    @Test("R11: every text cell round-trips exactly", arguments: hostile)
    func roundTrips(text: String) throws {
        let writer = try lab.create()
        let entities = [Entity(number: 3, kind: .interface, labels: [.init("interface", text), .init("alias", text)])]
        var monitor = try Monitor(text, to: writer, entities: entities)
        try monitor.tick(lab.first, entities: entities)
        try monitor.send(.event(Event(wall: 1_795_420_801_000_000_000, kind: .unreadable, entity: 3, text: text)))
        try writer.mark(text)
        try writer.note(text)
        try writer.commit()
        let row = try #require(try lab.rows("interfaces.csv").first)
        #expect(row["interface"] == text)
        #expect(row["node"] == text)
        let events = try lab.rows("events.csv")
        #expect(events.map { $0["text"] } == [text, text])
        #expect(events[0]["interface"] == text)
        #expect(try lab.rows("entities.csv").first?["interface"] == text)
        let found = RecordingVerifier.verify("/data/run-001", files: lab.files)
        #expect(found == [])
        // What was read back is amended only by a real change, so a resume keeps the bytes.
        writer.close()
        let resumed = try lab.resume()
        let before = lab.text("entities.csv")
        var again = try Monitor(text, to: resumed, entities: entities)
        again.sequence = 2
        try again.send(.entities(entities, ended: []))
        try resumed.commit()
        #expect(lab.text("entities.csv") == before)
    }

    @Test(
        "instants are printed with milliseconds, across leap days and centuries",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (951_782_400_999, "2000-02-29T00:00:00.999Z"),
            (1_709_164_799_001, "2024-02-28T23:59:59.001Z"), (4_107_542_399_000, "2100-02-28T23:59:59.000Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"), (1_798_761_599_000, "2026-12-31T23:59:59.000Z"),
        ] as [(UInt64, String)])
    func printsInstants(milliseconds: UInt64, text: String) throws {
        let writer = try lab.create()
        try writer.record(Event(wall: milliseconds * 1_000_000, kind: .marker, text: ""))
        try writer.commit()
        #expect(try lab.rows("events.csv").first?["time"] == text)
    }

    @Test(
        "the checksum is CRC-32C",
        arguments: [
            ("", 0), ("123456789", 0xE306_9283), ("a", 0xC1D0_4330),
            ("The quick brown fox jumps over the lazy dog", 0x2262_0404),
        ] as [(String, UInt32)])
    func computesChecksums(text: String, expected: UInt32) {
        let bytes = Array(text.utf8)
        #expect(CRC32C(of: bytes.span).value == expected)
        var inParts = CRC32C()
        for byte in bytes { inParts.update([byte].span) }
        #expect(inParts.value == expected)
    }

    @Test(
        "a CSV line that breaks RFC 4180 is reported with its number",
        arguments: [
            ("a,b\n1,\"x\"y\n", CSVError.malformed(line: 2)), ("a,b\n1,x\"y\n", .malformed(line: 2)),
            ("a\n\"1\n2\"\n3\r\n", .malformed(line: 4)), ("a,b\n1,2", .truncated(line: 2)),
            ("a\n\"", .truncated(line: 2)),
        ] as [(String, CSVError)])
    func reportsMalformedLines(text: String, expected: CSVError) throws {
        let files = MemoryFiles()
        let file = try files.open("t", in: try files.open(path: "/"), for: .create)
        _ = try files.write(Array(text.utf8).span, to: file, at: 0)
        var reader = CSVReader(files: files, file: file)
        #expect(throws: expected) {
            while try reader.next() {}
        }
    }
}
