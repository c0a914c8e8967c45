import KubemonMetrics
import KubemonProcFS

/// Kernel files of all formats, with the locators of the whole catalogue. The first byte chooses the parser.
enum KernelFiles {
    private static let units = KernelUnits(ticksPerSecond: 100, pageSize: 4096)

    private struct File: Sendable {
        let file: KernelFile
        let targets: [Target]
    }

    /// All files that the catalogue names, with what is read from them.
    private static let files: [File] = {
        var files: [KernelFile: [Target]] = [:]
        for schema in Schema.all {
            for (column, metric) in schema.metrics.enumerated() {
                for locator in metric.locators {
                    files[locator.file, default: []].append(
                        Target(column: column, locator: locator, encoding: metric.encoding))
                }
            }
        }
        return files.sorted { "\($0.key)" < "\($1.key)" }.map { File(file: $0.key, targets: $0.value) }
    }()

    static func run(_ bytes: [UInt8]) {
        guard let first = bytes.first else { return }
        let text = Array(bytes.dropFirst())
        let file = files[Int(first) % files.count]
        var table = Table(columnCount: 256)
        table.appendRow(entity: 1)
        switch file.file.format {
        case .deviceFields: readDevices(file, text, &table)
        case .devicePairs: readPairs(file, text, &table)
        default:
            var parser = FileParser(format: file.file.format, targets: file.targets, units: units)
            // Twice: a parser remembers where it found a key.
            for _ in 0..<2 { try? parser.parse(text.span, into: &table, row: 0) }
        }
        _ = ProcessStatus(text.span)
        if let stat = ProcessStat(text.span) {
            precondition(stat.name.upperBound <= text.count, "a name outside the text")
        }
    }

    private static func readDevices(_ file: File, _ text: [UInt8], _ table: inout Table) {
        let parser = DeviceParser(targets: file.targets, units: units)
        var cursor = DeviceParser.Cursor()
        var lines = 0
        while lines <= text.count, let line = try? DeviceParser.next(in: text.span, at: &cursor) {
            lines += 1
            precondition(line.name.upperBound <= text.count, "a name outside the text")
            try? parser.parse(line, of: text.span, into: &table, row: 0)
        }
        precondition(lines <= text.count, "more lines than bytes")
    }

    private static func readPairs(_ file: File, _ text: [UInt8], _ table: inout Table) {
        let parser = DevicePairsParser(targets: file.targets, units: units)
        var cursor = DevicePairsParser.Cursor()
        parser.begin(&table, row: 0)
        while let line = DevicePairsParser.next(in: text.span, at: &cursor) {
            try? parser.add(line, of: text.span, to: &table, row: 0)
        }
    }
}
