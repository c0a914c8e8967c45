import KubemonMetrics
import KubemonRecording

/// A recording in memory whose clock the test moves.
struct Lab {
    let files = MemoryFiles()
    let time: FixedTime
    var options = RecordingOptions()
    var schemas = Sample.schemas
    /// The first slot of the window.
    let first = Sample.origin + 1

    init() { time = FixedTime(Sample.origin * Sample.interval + 700_000_000) }

    func create(_ name: String = "run-001") throws -> RecordingWriter {
        try RecordingWriter.create(
            try RecordingTarget(name, allowPath: false), in: "/data", grid: Sample.grid, options: options,
            schemas: schemas, version: "0.1", time: time, files: files)
    }

    func resume(_ name: String = "run-001") throws(RecordingError) -> RecordingWriter {
        try RecordingWriter.resume(path: "/data/" + name, schemas: schemas, version: "0.1", time: time, files: files)
    }

    /// Puts the clock in the middle of `slot`.
    func setSlot(_ slot: UInt64) { time.set(slot * Sample.interval + 500_000_000) }

    func text(_ file: String, _ name: String = "run-001") -> String {
        String(decoding: files.bytes("data/\(name)/\(file)") ?? [], as: UTF8.self)
    }

    /// The rows of a table as dictionaries by column.
    func rows(_ file: String, _ name: String = "run-001") throws -> [[String: String]] {
        try Self.rows(of: "/data/\(name)", file, files: files)
    }

    static func rows(of path: String, _ file: String, files: any FileSystem) throws -> [[String: String]] {
        let directory = try files.open(path: path)
        defer { files.close(directory) }
        let descriptor = try files.open(file, in: directory, for: .read)
        defer { files.close(descriptor) }
        var reader = CSVReader(files: files, file: descriptor)
        guard try reader.next() else { return [] }
        let header = reader.texts
        var rows: [[String: String]] = []
        while try reader.next() { rows.append(Dictionary(uniqueKeysWithValues: zip(header, reader.texts))) }
        return rows
    }

    /// The gaps of `events.csv` as `node first..last reason`, slots counted from the first of the window.
    func gaps() throws -> [String] {
        try rows("events.csv").filter { $0["kind"] == "gap" }.map { row in
            "\(row["node"] ?? "") \(offset(row["gap_first"]))..\(offset(row["gap_last"])) \(row["text"] ?? "")"
        }
    }

    /// The slots of a node in `nodes.csv`, counted from the first of the window.
    func slots(_ node: String) throws -> [Int] {
        try rows("nodes.csv").filter { $0["node"] == node }.compactMap { Int(offset($0["time"])) }
    }

    private func offset(_ time: String?) -> String {
        guard let time, !time.isEmpty else { return "?" }
        for offset in -50...50 {
            let slot = UInt64(Int(first) + offset)
            if Self.text(slot * Sample.interval) == time { return String(offset) }
        }
        return time
    }

    /// RFC 3339 by another way than the recorder's: all tests are on the same day.
    static func text(_ nanoseconds: UInt64) -> String {
        let second = nanoseconds / 1_000_000_000 + 8 * 3600 - Sample.origin
        func two(_ number: UInt64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "2026-11-23T\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60)).000Z"
    }
}

/// A monitor that numbers what it sends.
struct Monitor {
    let source: StreamSource
    let writer: RecordingWriter
    var sequence: UInt64 = 0

    /// Announces itself; it is connected since before the recording unless `isPresent` says otherwise.
    init(
        _ node: String, epoch: UInt64 = 1, to writer: RecordingWriter, entities: [Entity] = Sample.machine,
        kinds: Set<EntityKind> = Set(EntityKind.allCases), isPresent: Bool = true
    ) throws {
        source = Sample.source(node, epoch)
        self.writer = writer
        try writer.open(source, facts: Sample.facts(node), kinds: kinds, entities: entities, isPresent: isPresent)
    }

    mutating func send(_ content: StreamItem.Content) throws {
        sequence += 1
        try writer.append(StreamItem(sequence: sequence, content: content), from: source)
    }

    mutating func tick(
        _ slots: UInt64..., entities: [Entity] = Sample.machine, schemas: [Schema] = Sample.schemas
    ) throws {
        for slot in slots { try send(.tick(Sample.tick(slot, entities, schemas: schemas))) }
    }
}
