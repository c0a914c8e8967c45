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
    /// Whether it is only filtered by and saved, never shown.
    let isHidden: Bool
    /// Whether it takes the room that its longest text needs; else all that is left. Looking at every text is too much
    /// where there are thousands.
    let isMeasured: Bool
    /// Whether it is a stretch of time in seconds, so that it is compared with times.
    let isTime: Bool
    /// Header and width where columns would have to be dropped otherwise; `nil` if it cannot be narrower.
    let narrow: (title: String, width: Int)?

    /// Whether it takes the room that its longest text needs.
    var isFitted: Bool { isMeasured && align == .leading && widest > width && isSortable }

    /// Columns from this priority on are dropped before others are narrowed.
    static let optional = 8

    init(
        _ name: String, _ title: String, width: Int, widest: Int? = nil, priority: Int,
        align: CellBuffer.Alignment = .trailing, elision: Elision = .end, isSortable: Bool = true,
        isMeasured: Bool = true, isTime: Bool = false, narrow: (title: String, width: Int)? = nil
    ) {
        self.name = name
        self.title = title
        self.width = width
        self.widest = widest ?? width
        self.priority = priority
        self.align = align
        self.elision = elision
        self.isSortable = isSortable
        self.isHidden = false
        self.isMeasured = isMeasured
        self.isTime = isTime
        self.narrow = narrow
    }

    /// A column that is filtered by and saved but never shown.
    init(hidden name: String) {
        self.name = name
        (title, width, widest, priority) = ("", 0, 0, 0)
        (align, elision, isSortable, isHidden, isMeasured, isTime) = (.leading, .end, true, true, false, false)
        narrow = nil
    }
}
