import KubemonMetrics

/// One entity of a source, with the bytes that its rows repeat, so that a row costs no text handling.
struct EntityState {
    let number: UInt32
    let kind: EntityKind
    /// `node,` and the identity cells with their commas: what follows the numbers of a row.
    private(set) var prefix: [UInt8]
    /// The cells that name it in `entities.csv` and `events.csv`, with their commas.
    private(set) var names: [UInt8]
    /// The cell of its other labels.
    private(set) var labels: [UInt8]
    /// Whether it stands in `entities.csv`.
    var isWritten: Bool

    /// Names of all identity columns of all kinds, once each.
    static let identityColumns: [String] = {
        var columns: [String] = []
        for column in EntityKind.allCases.flatMap(\.identity) where !columns.contains(column) { columns.append(column) }
        return columns
    }()

    /// Columns of ``names``.
    static let nameColumns = ["table", "entity"] + identityColumns

    init(_ entity: Entity, node: String) {
        let identity = entity.kind.identity
        self.init(
            number: entity.number, kind: entity.kind, node: node,
            identity: Self.identityColumns.map { identity.contains($0) ? entity[$0] ?? "" : "" },
            labels: LabelText.text(of: entity), isWritten: false)
    }

    /// - Parameter identity: a cell for each of ``identityColumns``.
    init(number: UInt32, kind: EntityKind, node: String, identity: [String], labels: String, isWritten: Bool) {
        self.number = number
        self.kind = kind
        self.isWritten = isWritten
        var line = LineBuffer(capacity: 256)
        line.append(cell: node)
        for name in kind.identity {
            guard let column = Self.identityColumns.firstIndex(of: name) else { continue }
            line.append(cell: identity[column])
        }
        prefix = line.bytes
        line.removeAll()
        line.append(cell: kind.tableName)
        line.append(cell: UInt64(number))
        for cell in identity { line.append(cell: cell) }
        names = line.bytes
        line.removeAll()
        line.append(text: labels)
        self.labels = line.bytes
    }

    /// Takes over a later description. Returns false if it says the same.
    mutating func amend(with later: EntityState) -> Bool {
        guard names != later.names || labels != later.labels else { return false }
        (prefix, names, labels) = (later.prefix, later.names, later.labels)
        return true
    }
}
