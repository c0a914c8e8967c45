import KubemonMetrics

/// Brings rows in a sender's columns into the columns of this version's catalogue (R12).
///
/// Columns are matched by name. A column that only the sender has is dropped, one that only the catalogue has stays
/// missing.
struct ColumnMap {
    /// What a row describes.
    let kind: EntityKind
    /// Number of the sender's columns.
    let columnCount: Int
    /// Names of the sender's columns that the catalogue does not have.
    let unknown: [String]
    /// The catalogue's column for each of the sender's; empty where both have the same.
    private let targets: [Int?]
    private let isIdentity: Bool

    /// Compares the sender's `schema` with the catalogue.
    ///
    /// - Returns: `nil` for a kind that this version does not know.
    init?(_ schema: WireSchema) {
        guard let raw = UInt8(exactly: schema.kind), let kind = EntityKind(rawValue: raw) else { return nil }
        self.kind = kind
        let own = Schema.of(kind)
        let positions = Dictionary(uniqueKeysWithValues: own.metrics.enumerated().map { ($1.column, $0) })
        let targets: [Int?] = schema.columns.map { column in
            // The same name with another encoding is another column.
            positions[column.name].flatMap { own.metrics[$0].encoding.rawValue == column.encoding ? $0 : nil }
        }
        columnCount = schema.columns.count
        unknown = zip(schema.columns, targets).filter { $1 == nil }.map { Self.clean($0.0.name) }
        isIdentity = targets.elementsEqual(own.metrics.indices.map { $0 })
        self.targets = isIdentity ? [] : targets
    }

    /// The rows in the catalogue's columns.
    func apply(_ table: Table) -> Table {
        if isIdentity { return table }
        var result = Table(columnCount: Schema.of(kind).count)
        for row in 0..<table.rowCount {
            result.appendRow(entity: table.entities[row])
            for (column, target) in targets.enumerated() {
                if let target { result[row, target] = table[row, column] }
            }
        }
        return result
    }

    private static func clean(_ name: String) -> String { WireText.cleaned(name, limit: 64) }
}
