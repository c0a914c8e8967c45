import KubemonScreen

/// The rows of one view in the order they are shown.
struct TableModel {
    var columns: [Column]
    var rows: [TableRow]
    /// A line below the rows that is not one of them.
    var total: TableRow?
    /// Rows before filtering.
    var unfilteredCount = 0
    /// Whether the rows are a tree, which has an order of its own.
    var isTree = false
    /// Arranges the rows that passed the filter as a tree, given those that are folded; `nil` where there is none.
    var tree: (([TableRow], Set<RowID>) -> [TableRow])?
    /// The column that holds the names of the tree.
    var treeColumn: Int?
    /// The column whose text orders rows that are equal otherwise; without one, identity does.
    var nameColumn: Int?
    /// How many entities the rows that passed the filter stand for.
    var shownCount = 0

    /// The columns that the order can follow and that are shown.
    var sortable: [Column] { columns.filter { $0.isSortable && !$0.isHidden } }

    /// Position of the row called `id`, or the nearest to `index` if it is gone.
    func selection(id: RowID?, near index: Int) -> Int {
        if let id, let found = rows.firstIndex(where: { $0.id == id }) { return found }
        return max(0, min(index, rows.count - 1))
    }

    /// Orders the rows; missing values come last in both directions, ties are broken by name, then by identity.
    mutating func sort(by name: String, descending: Bool) {
        guard let column = columns.firstIndex(where: { $0.name == name }) else { return }
        // Each value is computed once, not at every comparison.
        let keys = rows.map { $0.value(column) }
        let names = nameColumn.map { column in rows.map { $0.value(column) } } ?? []
        let order = rows.indices.sorted { left, right in
            switch (keys[left], keys[right]) {
            case (.number(let a), .number(let b)) where a != b:
                guard let a else { return false }
                guard let b else { return true }
                return descending ? a > b : a < b
            case (.text(let a), .text(let b)) where a != b: return descending ? a > b : a < b
            case (.time(let a), .time(let b)) where a != b: return descending ? a > b : a < b
            default: break
            }
            if !names.isEmpty, case .text(let a) = names[left], case .text(let b) = names[right], a != b {
                return a < b
            }
            return rows[left].id < rows[right].id
        }
        rows = order.map { rows[$0] }
    }

    /// Puts the rows in the order of `ids`; new rows follow in the order they have.
    mutating func arrange(as ids: [RowID]) {
        let places = Dictionary(zip(ids, 0...), uniquingKeysWith: { first, _ in first })
        let ranked = rows.enumerated().map { (offset, row) in (places[row.id] ?? ids.count + offset, row) }
        rows = ranked.sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// The table as CSV (RFC 4180) with the column names as header.
    var csv: String {
        let named = columns.indices.filter { columns[$0].isSortable }
        var text = named.map { columns[$0].name }.joined(separator: ",") + "\n"
        for row in rows {
            text += named.map { Self.quoted(row.value($0).csv) }.joined(separator: ",") + "\n"
        }
        return text
    }

    private static func quoted(_ text: String) -> String {
        guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
        return "\"" + text.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
    }
}
