import KubemonMetrics

/// One table of a recording, opened to be looked into anywhere.
final class RecordedTable {
    let name: String
    let kind: EntityKind
    let columns: KindColumns
    /// Positions of the cells that tell an entity from all others, and of all that name it.
    let keyCells: [Int]
    let identityCells: [(cell: Int, name: String)]
    /// Number of cells of a row.
    let count: Int
    /// Position of the first metric.
    let firstMetric: Int
    var file: Int32
    var index: ReplayIndex

    /// `nil` for a table that is not of samples or whose columns are not those of its kind.
    init?(_ table: OpenedRecording.Table, lines: [ReplayBlock]) {
        guard let kind = EntityKind.allCases.first(where: { $0.tableName + ".csv" == table.description.file }),
            let columns = KindColumns(Schema.of(kind), header: table.header)
        else { return nil }
        let identity = kind.identity
        name = table.description.file
        (self.kind, self.columns) = (kind, columns)
        let first = KindColumns.common.count
        identityCells = identity.enumerated().map { (first + $0.offset, $0.element) }
        keyCells = identityCells.filter { !RowKey.names.contains($0.name) }.map(\.cell)
        count = table.header.count
        firstMetric = first + identity.count
        file = table.file
        // Column names need no quotes.
        let header = table.header.reduce(0) { $0 + $1.utf8.count + 1 }
        index = ReplayIndex(lines, begin: UInt64(header), length: table.length)
    }

    /// Makes the index as if there had been none.
    func forgetIndex() { index = ReplayIndex([], begin: index.begin, length: 0) }

    /// The value that a cell's text is.
    static func value(_ text: ArraySlice<UInt8>, _ encoding: Metric.Encoding) -> UInt64? {
        guard let first = text.first else { return nil }
        switch encoding {
        case .integer: return DecimalText.number(text)
        case .limit: return text.elementsEqual("max".utf8) ? .max : DecimalText.number(text)
        case .letter: return UInt64(first)
        case .signed:
            guard first == UInt8(ascii: "-") else { return DecimalText.number(text) }
            return DecimalText.number(text.dropFirst()).map { 0 &- $0 }
        case .hundredths:
            guard text.count > 3, text[text.endIndex - 3] == UInt8(ascii: "."),
                let whole = DecimalText.number(text.dropLast(3)), let part = DecimalText.number(text.suffix(2))
            else { return nil }
            return whole &* 100 &+ part
        }
    }
}
