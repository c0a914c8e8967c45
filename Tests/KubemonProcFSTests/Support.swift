import KubemonMetrics
import KubemonProcFS

/// A machine with 100 ticks per second and pages of 4096 bytes.
let units = KernelUnits(ticksPerSecond: 100, pageSize: 4096)

func file(_ format: KernelFile.Format, scale: Scale = .one) -> KernelFile {
    KernelFile(.proc, "file", format, scale: scale)
}

func targets(_ locators: [Locator], as encoding: Metric.Encoding = .integer) -> [Target] {
    locators.enumerated().map { Target(column: $0.offset, locator: $0.element, encoding: encoding) }
}

/// A parser of its locators' file; column n is the n-th locator.
func parser(_ locators: [Locator], as encoding: Metric.Encoding = .integer) -> FileParser {
    FileParser(
        format: locators.first?.file.format ?? .fields, targets: targets(locators, as: encoding), units: units)
}

/// One row for as many columns.
func row(of columns: Int) -> Table {
    var table = Table(columnCount: columns)
    table.appendRow(entity: 1)
    return table
}

func values(_ table: Table, row: Int = 0) -> [UInt64?] { (0..<table.columnCount).map { table[row, $0] } }

/// Parses `text` once with a new parser.
func parse(_ locators: [Locator], _ text: String, as encoding: Metric.Encoding = .integer) -> ([UInt64?], ParseError?) {
    var parser = parser(locators, as: encoding)
    return parse(&parser, columns: locators.count, text)
}

/// Parses `text` with a parser that may have seen other texts.
func parse(_ parser: inout FileParser, columns: Int, _ text: String) -> ([UInt64?], ParseError?) {
    var table = row(of: columns)
    do throws(ParseError) {
        try parser.parse(Array(text.utf8).span, into: &table, row: 0)
        return (values(table), nil)
    } catch {
        return (values(table), error)
    }
}
