import KubemonMetrics
import KubemonScreen
import KubemonStore

/// One line of a table. Values are computed when rows are ordered or filtered by them, cells are made into text when they
/// are shown.
struct TableRow {
    /// What rows are ordered and filtered by.
    enum Value: Sendable, Hashable {
        case number(Double?)
        case text(String)
        /// An instant, wall ns.
        case time(UInt64)

        /// As in a saved table.
        var csv: String {
            switch self {
            case .number(let value): value.map { $0 == $0.rounded() ? Format.decimal($0, digits: 0) : "\($0)" } ?? ""
            case .text(let text): text
            case .time(let wall): TimeOfDay.text(wall)
            }
        }
    }

    /// Identity that outlives the snapshot.
    let id: RowID
    /// The value of a column of the table.
    let value: (Int) -> Value
    /// The text of a column, given its position, the room it has and the curves that are at hand. Those are no part of the
    /// row: which ones there are changes with what is in sight.
    let cell: (Int, Int, Curves) -> StyledText
    /// The container or process that it shows, or `nil`.
    var entity: EntityKey?
    /// Whether something about it is at its limit.
    var isAlarmed = false
    /// Whether its values are old.
    var isDim = false
    /// What stands in place of the values behind the first ``leading`` columns; empty in an ordinary row.
    var notice = StyledText()
    /// Columns that stay when there is a notice.
    var leading = 2
    /// What the pane says of a row that is not one thing but the sum of several.
    var summary = StyledText()
    /// Its place in a tree; `nil` in a flat list.
    var branch: Branch?

    /// What containers and processes have used of CPU lately.
    typealias Curves = [EntityKey: [Float]]

    /// A row whose values are computed one by one.
    init(id: RowID, value: @escaping (Int) -> Value, cell: @escaping (Int, Int, Curves) -> StyledText) {
        self.id = id
        self.value = value
        self.cell = cell
    }

    /// A row whose values are all there.
    init(id: RowID, values: [Value], cell: @escaping (Int, Int) -> StyledText) {
        self.init(id: id, value: { values[$0] }, cell: { column, width, _ in cell(column, width) })
    }

    /// The values that are text and that words are looked for in.
    func texts(_ columns: [Column]) -> [String] {
        columns.indices.compactMap { column in
            if columns[column].isSearched, case .text(let text) = value(column) { return text }
            return nil
        }
    }

    /// All that can be searched.
    func searchText(_ columns: [Column]) -> String { texts(columns).joined(separator: " ") }
}
