import KubemonMetrics

/// One entity of a source, with the bytes that its rows repeat, so that a row costs no text handling.
struct EntityState {
    let number: UInt32
    let kind: EntityKind
    /// Whether it stands in `entities.csv`.
    var isWritten: Bool
    /// How many bytes of ``text`` every row repeats: `node,` and the identity cells with their commas.
    private var prefixCount: UInt32
    /// Those, and behind them the cell of its other labels. In one piece: there are thousands of them.
    private var text: [UInt8]

    /// Names of all identity columns of all kinds, once each.
    static let identityColumns: [String] = {
        var columns: [String] = []
        for column in EntityKind.allCases.flatMap(\.identity) where !columns.contains(column) { columns.append(column) }
        return columns
    }()

    /// The columns that name an entity in `entities.csv` and `events.csv`.
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
        prefixCount = UInt32(line.count)
        line.append(text: labels)
        text = line.bytes
    }

    /// Takes over a later description. Returns false if it says the same.
    mutating func amend(with later: EntityState) -> Bool {
        guard text != later.text || prefixCount != later.prefixCount else { return false }
        (text, prefixCount) = (later.text, later.prefixCount)
        return true
    }

    /// Appends what follows the numbers of each of its rows.
    func appendPrefix(to line: inout LineBuffer) { line.append(from: text, count: Int(prefixCount)) }

    /// Appends the cell of the labels that are no identity, without a comma.
    func appendLabels(to line: inout LineBuffer) { line.append(Array(text[Int(prefixCount)...])) }

    /// Appends the cells of ``nameColumns`` with their commas.
    func appendNames(to line: inout LineBuffer) {
        line.append(cell: kind.tableName)
        line.append(cell: UInt64(number))
        let cells = identityCells
        for column in Self.identityColumns {
            if let place = kind.identity.firstIndex(of: column) {
                line.append(Array(text[cells[place]]))
            } else {
                line.append(emptyCells: 1)
            }
        }
    }

    /// Where the identity cells of the prefix stand, each with its comma.
    private var identityCells: [Range<Int>] {
        var (cells, begin, isQuoted): ([Range<Int>], Int, Bool) = ([], 0, false)
        for index in 0..<Int(prefixCount) {
            if text[index] == UInt8(ascii: "\"") { isQuoted.toggle() }
            guard text[index] == LineBuffer.comma, !isQuoted else { continue }
            cells.append(begin..<index + 1)
            begin = index + 1
        }
        // The first is the node's name.
        return Array(cells.dropFirst())
    }
}
