import KubemonScreen

/// One column of a table.
struct Column: Sendable {
    /// What the numbers of a column are.
    enum Unit: Sendable {
        /// Text too.
        case plain
        /// Bytes, or bytes per second.
        case bytes
        case percent
        /// A stretch of time, in seconds.
        case time
    }

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
    /// What its numbers are, so that they are compared with the like.
    let unit: Unit
    /// The column that holds the same in the other unit: a share beside bytes. Values with its unit are compared with it.
    let sibling: String?
    /// Whether plain words are looked for in its text.
    let isSearched: Bool
    /// Header and width where columns would have to be dropped otherwise; `nil` if it cannot be narrower.
    let narrow: (title: String, width: Int)?

    /// Whether it takes the room that its longest text needs.
    var isFitted: Bool { isMeasured && align == .leading && widest > width && isSortable }

    /// Columns from this priority on are dropped before others are narrowed.
    static let optional = 8

    init(
        _ name: String, _ title: String, width: Int, widest: Int? = nil, priority: Int,
        align: CellBuffer.Alignment = .trailing, elision: Elision = .end, isSortable: Bool = true,
        isMeasured: Bool = true, unit: Unit = .plain, sibling: String? = nil,
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
        self.isHidden = false
        self.isMeasured = isMeasured
        self.unit = unit
        self.sibling = sibling
        self.isSearched = true
        self.narrow = narrow
    }

    /// A column that is filtered by and saved but never shown.
    init(hidden name: String, unit: Unit = .plain, isSearched: Bool = true) {
        self.name = name
        (title, width, widest, priority) = ("", 0, 0, 0)
        (align, elision, isSortable, isHidden, isMeasured) = (.leading, .end, true, true, false)
        (self.unit, self.isSearched, sibling, narrow) = (unit, isSearched, nil, nil)
    }
}
