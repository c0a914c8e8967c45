import KubemonMetrics

/// How the columns of one kind's table are filled from a tick (R12: by name; a resumed recording keeps its columns).
struct KindColumns {
    /// One column.
    struct Column {
        /// Its position in a tick's table, or `nil` if this version has no such metric: the cell stays empty.
        var index: Int?
        var encoding: Metric.Encoding
    }

    /// Columns of every table that come before the identity (R11).
    static let common = ["time", "time_ns", "interval_ns", "run", "seq", "node"]

    let kind: EntityKind
    let columns: [Column]
    /// Columns of this version's catalogue that the table does not have; their values are dropped (R12).
    let unknown: [String]

    /// The columns of this version's catalogue.
    init(_ schema: Schema) {
        kind = schema.kind
        columns = schema.metrics.enumerated().map { Column(index: $0.offset, encoding: $0.element.encoding) }
        unknown = []
    }

    /// The columns of an existing table; `nil` if its header does not begin as that of `schema` does.
    init?(_ schema: Schema, header: [String]) {
        let identity = Self.common + schema.kind.identity
        guard Array(header.prefix(identity.count)) == identity else { return nil }
        kind = schema.kind
        let names = Array(header.dropFirst(identity.count))
        columns = names.map { name in
            let index = schema.metrics.firstIndex { $0.column == name }
            return Column(index: index, encoding: index.map { schema.metrics[$0].encoding } ?? .integer)
        }
        unknown = schema.metrics.map(\.column).filter { !names.contains($0) }
    }

    /// The header of a new table.
    static func header(_ schema: Schema) -> [String] { common + schema.kind.identity + schema.metrics.map(\.column) }
}
