import KubemonMetrics
import KubemonProcFS

/// The rows of one kind of device, all from one file that has a line per device.
struct DeviceSource {
    private static let retryPeriod: UInt64 = 64

    private struct Device {
        let name: [UInt8]
        /// 0 for a device that gets no row.
        let entity: UInt32
        var row = 0
    }

    private let kind: EntityKind
    private let path: String
    private let parser: DeviceParser
    private let classifier: DeviceClassifier
    private var file: KeptFile?
    /// The devices in the order of the file.
    private var devices: [Device] = []
    /// Positions in `devices` of those that get rows, in the order of their numbers.
    private var rows: [Int] = []
    private var samples: UInt64 = 0

    /// `nil` if the schema has no metric of a device file.
    init?(schema: Schema, classifier: DeviceClassifier, host: HostPaths, context: inout SampleContext) {
        guard let path = schema.metrics.first?.locators.first?.file.path else { return nil }
        kind = schema.kind
        self.path = host.proc(path)
        self.classifier = classifier
        let targets = schema.metrics.enumerated().flatMap { column, metric in
            metric.locators.filter { $0.file.path == path && $0.file.format == .deviceFields }
                .map { Target(column: column, locator: $0, encoding: metric.encoding) }
        }
        parser = DeviceParser(targets: targets, units: context.units)
        file = context.open(self.path)
    }

    var openPath: String? { file?.path }

    mutating func sample(into table: inout Table, context: inout SampleContext) {
        samples += 1
        if file == nil, samples % Self.retryPeriod == 0 { file = context.open(path) }
        guard let file, context.read(file) == .text else { return }
        var failure: ParseError?
        if !fill(&table, from: context.buffer.bytes.span.extracting(0..<context.buffer.count), &failure) {
            learn(&context)
            table.removeAll()
            failure = nil
            _ = fill(&table, from: context.buffer.bytes.span.extracting(0..<context.buffer.count), &failure)
        }
        if let failure { context.journal.malformed(file, failure) }
    }

    /// One pass over the file. Returns false if the devices are not the ones remembered.
    private mutating func fill(_ table: inout Table, from text: Span<UInt8>, _ failure: inout ParseError?) -> Bool {
        for index in rows.indices {
            devices[rows[index]].row = table.appendRow(entity: devices[rows[index]].entity)
        }
        var (cursor, position) = (DeviceParser.Cursor(), 0)
        lines: while true {
            do throws(ParseError) {
                guard let line = try DeviceParser.next(in: text, at: &cursor) else { break lines }
                guard position < devices.count, line.isNamed(devices[position].name, in: text) else { return false }
                let device = position
                position += 1
                guard devices[device].entity != 0 else { continue }
                try parser.parse(line, of: text, into: &table, row: devices[device].row)
            } catch {
                failure = failure ?? error
            }
        }
        return position == devices.count
    }

    /// Finds out which devices the file lists, gives new ones a number and ends those that are gone.
    private mutating func learn(_ context: inout SampleContext) {
        var old = devices
        devices.removeAll(keepingCapacity: true)
        var cursor = DeviceParser.Cursor()
        while let name = nextName(context, &cursor) {
            if let known = old.firstIndex(where: { $0.name == name }) {
                devices.append(old.remove(at: known))
            } else {
                let labels = classifier.labels(of: String(decoding: name, as: UTF8.self), files: context.files)
                let entity = labels.map { context.journal.appear(kind, labels: $0).number }
                devices.append(Device(name: name, entity: entity ?? 0))
            }
        }
        for device in old where device.entity != 0 { context.journal.end(device.entity) }
        rows = devices.indices.filter { devices[$0].entity != 0 }.sorted { devices[$0].entity < devices[$1].entity }
    }

    private func nextName(_ context: SampleContext, _ cursor: inout DeviceParser.Cursor) -> [UInt8]? {
        let text = context.buffer.bytes.span.extracting(0..<context.buffer.count)
        while true {
            do throws(ParseError) {
                guard let line = try DeviceParser.next(in: text, at: &cursor) else { return nil }
                return Array(context.buffer.bytes[line.name])
            } catch {
                continue
            }
        }
    }
}
