import KubemonScreen

/// One line of a table. Cells are made into text only when they are shown.
struct TableRow {
    /// What rows are ordered and filtered by.
    enum Value: Sendable, Hashable {
        case number(Double?)
        case text(String)

        /// As in a saved table.
        var csv: String {
            switch self {
            case .number(let value): value.map { $0 == $0.rounded() ? Format.decimal($0, digits: 0) : "\($0)" } ?? ""
            case .text(let text): text
            }
        }
    }

    /// Identity that outlives the snapshot.
    let id: String
    /// Values, one per column of the table.
    let values: [Value]
    /// The text of a column, given its position and the room it has.
    let cell: (Int, Int) -> StyledText
    /// Whether its values are old.
    var isDim = false
    /// What stands in place of the values behind the first ``leading`` columns; empty in an ordinary row.
    var notice = StyledText()
    /// Columns that stay when there is a notice.
    var leading = 2

    /// The values that are text.
    var texts: [String] {
        values.compactMap { value in
            if case .text(let text) = value { return text }
            return nil
        }
    }

    /// All that can be searched.
    var searchText: String { texts.joined(separator: " ") }
}
