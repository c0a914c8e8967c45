import KubemonMetrics
import KubemonRecording

/// A recording of which a test says every value, with this version's catalogue.
struct Invented {
    var lab: Lab
    let writer: RecordingWriter
    var monitor: Monitor

    init(_ node: String = "n1", entities: [Entity] = Sample.machine) throws {
        lab = Lab()
        lab.schemas = Schema.recorded
        writer = try lab.create()
        monitor = try Monitor(node, to: writer, entities: entities)
    }

    /// Sends one sample of values by column.
    ///
    /// - Parameters:
    ///   - offset: slot, counted from the first of the window.
    ///   - interval: monotonic time since the read before, ns.
    mutating func tick(
        _ offset: UInt64, interval: UInt64 = Sample.interval, _ rows: [(Entity, [String: UInt64])]
    ) throws {
        var tick = Tick()
        tick.slot = lab.first + offset
        tick.wall = tick.slot * Sample.interval + 1_234_567
        tick.intervals = tick.intervals.map { _ in interval }
        for (entity, values) in rows.sorted(by: { $0.0.number < $1.0.number }) {
            let metrics = Schema.of(entity.kind).metrics
            let row = tick[entity.kind].appendRow(entity: entity.number)
            for (name, value) in values {
                guard let column = metrics.firstIndex(where: { $0.column == name }) else {
                    throw CommandFailure(text: "there is no column \(name)")
                }
                tick[entity.kind][row, column] = value
            }
        }
        try monitor.send(.tick(tick))
    }

    /// Ends the recording after the slot `offset`.
    func finish(_ offset: UInt64) throws {
        lab.setSlot(lab.first + offset)
        try writer.finish()
    }

    /// Exports into a directory of that name and returns the files.
    @discardableResult
    func export(_ out: String = "/out", _ change: (inout ExportOptions) -> Void = { _ in }) throws -> [ExportedFile] {
        var options = ExportOptions()
        options.utcOffset = 3600
        change(&options)
        return try RecordingExporter.export("/data/run-001", to: out, options, files: lab.files)
    }

    /// One column of an exported table.
    func column(_ name: String, of file: String, in out: String = "/out") throws -> [String] {
        try Lab.rows(of: out, file, files: lab.files).map { $0[name] ?? "no such column" }
    }

    /// The lines of an exported file as cells.
    func lines(_ file: String, in out: String = "out") -> [[String]] {
        let text = String(decoding: lab.files.bytes(out + "/" + file) ?? [], as: UTF8.self)
        return text.split(separator: "\r\n").map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    }
}
