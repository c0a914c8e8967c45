import KubemonScreen

/// The rows of one view in the order they are shown.
struct TableModel {
    var columns: [Column]
    var rows: [TableRow]
    /// A line below the rows that is not one of them.
    var total: TableRow?
    /// Rows before filtering.
    var unfilteredCount = 0

    /// Position of the row called `id`, or the nearest to `index` if it is gone.
    func selection(id: String?, near index: Int) -> Int {
        if let id, let found = rows.firstIndex(where: { $0.id == id }) { return found }
        return max(0, min(index, rows.count - 1))
    }

    /// Orders the rows; missing values come last in both directions, ties are broken by identity.
    mutating func sort(by name: String, descending: Bool) {
        guard let column = columns.firstIndex(where: { $0.name == name }) else { return }
        rows.sort { left, right in
            switch (left.values[column], right.values[column]) {
            case (.number(let a), .number(let b)) where a != b:
                guard let a else { return false }
                guard let b else { return true }
                return descending ? a > b : a < b
            case (.text(let a), .text(let b)) where a != b: return descending ? a > b : a < b
            default: return left.id < right.id
            }
        }
    }

    /// Puts the rows in the order of `ids`; new rows follow in the order they have.
    mutating func arrange(as ids: [String]) {
        let places = Dictionary(zip(ids, 0...), uniquingKeysWith: { first, _ in first })
        let ranked = rows.enumerated().map { (offset, row) in (places[row.id] ?? ids.count + offset, row) }
        rows = ranked.sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// The table as CSV (RFC 4180) with the column names as header.
    var csv: String {
        let named = columns.indices.filter { columns[$0].isSortable }
        var text = named.map { columns[$0].name }.joined(separator: ",") + "\n"
        for row in rows {
            text += named.map { Self.quoted(row.values[$0].csv) }.joined(separator: ",") + "\n"
        }
        return text
    }

    private static func quoted(_ text: String) -> String {
        guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
        return "\"" + text.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
    }
}
