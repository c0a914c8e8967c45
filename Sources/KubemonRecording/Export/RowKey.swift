/// Cells that tell one entity from all others.
struct RowKey: Hashable {
    private(set) var bytes: [UInt8] = []

    /// A key without cells.
    init() {}

    /// The run of a node.
    init(node: ArraySlice<UInt8>, run: UInt64) {
        append(node)
        append(Array(String(run).utf8)[...])
    }

    /// Adds a cell, and a byte that stands in no text, so that cells can't run into one another.
    mutating func append(_ cell: ArraySlice<UInt8>) {
        bytes += cell
        bytes.append(0xFF)
    }

    /// With the cells of a row.
    func appending(_ columns: [Int], of row: TableReader) -> RowKey {
        var key = self
        for column in columns { key.append(row.bytes(column)) }
        return key
    }

    func hash(into hasher: inout Hasher) {
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }

    /// Identity columns that are no part of a key: names come later than the entity, and a process can change its own.
    static let names: Set<String> = ["namespace", "pod", "container", "comm"]

    /// The identity columns of a table, behind those that all tables have, by which its entities are told apart.
    static func columns(of table: ManifestTable) -> [String] {
        table.identity.filter { !KindColumns.common.contains($0) && !names.contains($0) }
    }
}
