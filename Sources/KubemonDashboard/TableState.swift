/// What the user has set in one table.
struct TableState: Sendable {
    /// Identity of the row the cursor is on.
    var selection: RowID?
    /// Whether the user put it there, below the first row, or has opened that row: it then stays on it wherever it goes.
    /// Else it stays on the first row, whichever that is, so that what comes first is always in sight.
    var isPlaced = false
    /// Where that row was last, in case it vanishes.
    var index = 0
    /// First row that is shown.
    var offset = 0
    /// Name of the column that orders the rows.
    var sort: String
    /// Whether the greatest comes first.
    var isDescending: Bool
    /// Columns that are scrolled out to the left.
    var columnOffset = 0
    /// The filter; always a valid one.
    var filter = ""
    /// Order of the rows that holds until a moment (wall ns), so that nothing jumps under the cursor.
    var frozen: (ids: [RowID], until: UInt64)?
    /// What 100 % of CPU is.
    var base = CPUBase.core
    /// Which rows belong to the table at all.
    var scope = Scope.all
    /// Whether rows that did nothing are left out.
    var isOnlyActive = false
    /// The row that the cursor stays on even if its container is started again: its node and its name.
    var followed: (node: String, name: String)?
    /// Whether it is shown as a tree.
    var isTree = false
    /// Groups of the tree whose rows are hidden.
    var folded: Set<RowID> = []
    /// Containers of the tree whose processes are shown.
    var unfolded: Set<RowID> = []

    /// Whether the cursor stays on the first row.
    var isAtTop: Bool { !isPlaced && followed == nil && frozen == nil }

    /// Puts the cursor on a row, to go with it.
    mutating func place(on id: RowID) { (selection, isPlaced) = (id, true) }
}
