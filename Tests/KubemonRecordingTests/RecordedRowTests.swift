import KubemonMetrics
import Testing

@testable import KubemonRecording

@Suite struct RecordedRowTests {
    /// What a cell of each encoding means; `nil` is a missing value.
    static let cells: [(String, Metric.Encoding, UInt64?)] = [
        ("", .integer, nil), ("0", .integer, 0), ("42", .integer, 42), ("007", .integer, 7),
        ("9999999999999999999", .integer, 9_999_999_999_999_999_999),
        ("18446744073709551615", .integer, .max), ("18446744073709551616", .integer, nil),
        ("99999999999999999999", .integer, nil), ("-1", .integer, nil), ("1.5", .integer, nil), ("1x", .integer, nil),
        ("max", .integer, nil), ("\"1\"", .integer, nil),
        ("max", .limit, .max), ("maxi", .limit, nil), ("4096", .limit, 4096), ("", .limit, nil),
        ("-5", .signed, 0 &- 5), ("5", .signed, 5), ("-", .signed, nil), ("--5", .signed, nil),
        ("1.23", .hundredths, 123), ("0.05", .hundredths, 5), ("100.00", .hundredths, 10_000),
        ("1.2", .hundredths, nil), (".25", .hundredths, nil), ("12", .hundredths, nil), ("1.234", .hundredths, nil),
        ("R", .letter, 82), ("7", .letter, 55), ("", .letter, nil),
    ]

    private func read(_ line: String, _ columns: [KindColumns.Column], into row: inout RecordedRow) -> Bool {
        row.read(Array(line.utf8).span, columns)
    }

    @Test("a cell means what its encoding says, and nothing where it is another text")
    func eachEncoding() {
        for (text, encoding, value) in Self.cells {
            // Beside others, so that a value that is read too far is seen.
            let columns = [
                KindColumns.Column(index: 0, encoding: .integer), .init(index: 2, encoding: encoding),
                .init(index: nil, encoding: .integer), .init(index: 1, encoding: .integer),
            ]
            var row = RecordedRow(columnCount: 3)
            let isRow = read("11,\(text),5,13", columns, into: &row)
            #expect(isRow, "\(text)")
            var table = Table(columnCount: 3)
            row.append(to: &table, entity: 1)
            #expect(table[0, 0] == 11, "\(text)")
            #expect(table[0, 1] == 13, "\(text)")
            #expect(table[0, 2] == value, "\(text) as \(encoding)")
            row = RecordedRow(columnCount: 3)
            let isAloneRow = read(text, [columns[1]], into: &row)
            #expect(isAloneRow, "\(text) alone")
        }
    }

    @Test(
        "a row with fewer or more cells than the table has columns is none", arguments: ["1", "1,2,3", "", "1,2,", ","])
    func wrongCount(_ line: String) {
        let columns = [KindColumns.Column](repeating: .init(index: 0, encoding: .integer), count: 2)
        var row = RecordedRow(columnCount: 1)
        let isRow = read(line, columns, into: &row)
        #expect(isRow == (line == ","))
    }

    @Test("a value of the row before does not stay")
    func isUsedAgain() {
        let columns = (0..<70).map { KindColumns.Column(index: $0, encoding: .integer) }
        var row = RecordedRow(columnCount: 70)
        var table = Table(columnCount: 70)
        for (entity, line) in [(0..<70).map(String.init).joined(separator: ","), String(repeating: ",", count: 69)]
            .enumerated()
        {
            let isRow = read(line, columns, into: &row)
            #expect(isRow)
            row.append(to: &table, entity: UInt32(entity + 1))
        }
        #expect(
            (0..<70).allSatisfy {
                table[0, $0] == UInt64($0) && table[1, $0] == nil && table.raw(row: 1, column: $0) == 0
            })
    }
}
