import KubemonScreen

/// One column of a table.
struct Column: Sendable {
    /// Name for sorting, filtering and saved tables.
    let name: String
    /// Header; ends in the unit or base where it needs one.
    let title: String
    /// Fewest columns it needs on the screen.
    let width: Int
    /// Most columns it can use.
    let widest: Int
    /// 0 is never dropped; the greatest number is dropped first.
    let priority: Int
    /// Side at which values and header stand.
    let align: CellBuffer.Alignment
    /// Where its text is shortened.
    let elision: Elision
    /// Whether the order can follow it.
    let isSortable: Bool
    /// Header and width where columns would have to be dropped otherwise; `nil` if it cannot be narrower.
    let narrow: (title: String, width: Int)?

    /// Columns from this priority on are dropped before others are narrowed.
    static let optional = 8

    init(
        _ name: String, _ title: String, width: Int, widest: Int? = nil, priority: Int,
        align: CellBuffer.Alignment = .trailing, elision: Elision = .end, isSortable: Bool = true,
        narrow: (title: String, width: Int)? = nil
    ) {
        self.name = name
        self.title = title
        self.width = width
        self.widest = widest ?? width
        self.priority = priority
        self.align = align
        self.elision = elision
        self.isSortable = isSortable
        self.narrow = narrow
    }
}
