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
}
