import KubemonMetrics
import KubemonProcFS

/// The files of a process that have numbers, in the order in which they are read.
enum ProcessFile: Int, CaseIterable {
    case stat, statm, io, schedstat
    /// Read only when the process has used CPU time: it is the dearest, and nothing in it changes otherwise, except that
    /// reclaim may shrink memory.
    case status

    var path: String {
        switch self {
        case .stat: "stat"
        case .statm: "statm"
        case .io: "io"
        case .schedstat: "schedstat"
        case .status: "status"
        }
    }
}

/// The parser of one of the files.
struct ProcessFilePart {
    let file: ProcessFile
    var parser: FileParser

    /// `nil` if the schema wants nothing from the file.
    init?(_ file: ProcessFile, of schema: Schema, units: KernelUnits) {
        let targets = schema.metrics.enumerated().flatMap { column, metric in
            metric.locators.filter { $0.file.base == .process && $0.file.path == file.path }
                .map { Target(column: column, locator: $0, encoding: metric.encoding) }
        }
        guard let format = targets.first?.locator.file.format else { return nil }
        self.file = file
        parser = FileParser(format: format, targets: targets, units: units)
    }
}
