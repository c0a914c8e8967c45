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
    /// Whether a word without blanks stands in the texts of the row at a position, of the rows as they were made; `nil`
    /// where they are put together to find out.
    var holds: ((Int, LowerText) -> Bool)?
    /// The column that holds the names of the tree.
    var treeColumn: Int?
    /// The column whose text orders rows that are equal otherwise; without one, identity does.
    var nameColumn: Int?
    /// Bytes of the longest text of columns that take the room which that needs.
    var longest: [Int: Int] = [:]
    /// How many entities the rows that passed the filter stand for.
    var shownCount = 0

    /// The columns that the order can follow and that are shown.
    var sortable: [Column] { columns.filter { $0.isSortable && !$0.isHidden } }

    /// Position of the row called `id`, or the nearest to `index` if it is gone.
    func selection(id: RowID?, near index: Int) -> Int {
        if let id, let found = rows.firstIndex(where: { $0.id == id }) { return found }
        return max(0, min(index, rows.count - 1))
    }

    /// Leaves the rows that pass a filter. Must come before anything changes their order.
    mutating func keep(_ filter: Filter) {
        guard let holds else { return rows.removeAll { !filter.matches($0) } }
        var index = -1
        rows.removeAll { row in
            index += 1
            return !filter.matches(row) { holds(index, $0) }
        }
    }

    /// Orders the rows; missing values come last in both directions, ties are broken by name, then by identity.
    mutating func sort(by name: String, descending: Bool) {
        guard let column = columns.firstIndex(where: { $0.name == name }) else { return }
        // Each value is computed once, not at every comparison. Looked at by position no row is copied.
        let keys = rows.indices.map { rows[$0].value(column) }
        let ranks = keys.map { key -> Double in
            guard case .number(let number) = key else { return 0 }
            guard let number, !number.isNaN else { return .infinity }
            return descending ? -number : number
        }
        // Rows are mostly made in the order of their identities, and many are equal: most processes use no CPU.
        lazy var areInOrder = rows.indices.dropFirst().allSatisfy { rows[$0 - 1].id < rows[$0].id }
        let names = nameColumn.map { column in rows.indices.map { rows[$0].value(column) } } ?? []
        let order = rows.indices.sorted { left, right in
            if ranks[left] != ranks[right] { return ranks[left] < ranks[right] }
            switch (keys[left], keys[right]) {
            case (.text(let a), .text(let b)) where a != b: return descending ? a > b : a < b
            case (.time(let a), .time(let b)) where a != b: return descending ? a > b : a < b
            default: break
            }
            if !names.isEmpty, case .text(let a) = names[left], case .text(let b) = names[right], a != b {
                return a < b
            }
            return areInOrder ? left < right : rows[left].id < rows[right].id
        }
        rows.permute(order)
    }

    /// Puts the rows in the order of `ids`; new rows follow in the order they have.
    mutating func arrange(as ids: [RowID]) {
        let places = Dictionary(zip(ids, 0...), uniquingKeysWith: { first, _ in first })
        var known = [Int?](repeating: nil, count: ids.count)
        var new: [Int] = []
        for index in rows.indices {
            if let place = places[rows[index].id], known[place] == nil {
                known[place] = index
            } else {
                new.append(index)
            }
        }
        rows.permute(known.compactMap(\.self) + new)
    }

    /// Looks for the longest text of each column whose width follows it.
    mutating func measure() {
        for (index, column) in columns.enumerated() where column.isFitted {
            longest[index] = rows.indices.reduce(0) { longest, row in
                guard case .text(let text) = rows[row].value(index) else { return longest }
                let prefix = index == treeColumn ? rows[row].branch?.prefix(.ascii).width ?? 0 : 0
                return max(longest, text.utf8.count + prefix)
            }
        }
    }

    /// The table as CSV (RFC 4180) with the column names as header.
    var csv: String {
        let named = columns.indices.filter { columns[$0].isSortable }
        var text = named.map { columns[$0].name }.joined(separator: ",") + "\n"
        for row in rows {
            text += named.map { Self.cell(row.value($0)) }.joined(separator: ",") + "\n"
        }
        return text
    }

    /// Text that a spreadsheet would take for a formula is quoted as well, and stays what it is.
    private static func cell(_ value: TableRow.Value) -> String {
        let text = value.csv
        let isFormula = value.isText && text.first.map("=+-@".contains) == true
        guard isFormula || text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
        return "\"" + text.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
    }
}

extension [TableRow] {
    /// Moves what stands at `order[n]` to `n`. Nothing is copied: rows are large, and there may be ten thousand.
    fileprivate mutating func permute(_ order: [Int]) {
        var order = order
        var rows = mutableSpan
        for start in order.indices {
            var place = start
            while order[place] != start {
                let next = order[place]
                rows.swapAt(place, next)
                order[place] = place
                place = next
            }
            order[place] = place
        }
    }
}
