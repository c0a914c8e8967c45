/// A frame: what stands in each position of the screen. Drawing outside of it is cut off, never an error.
public struct CellBuffer: Sendable, Equatable {
    /// Side at which text stands in a field that is wider.
    public enum Alignment: Sendable {
        /// At the left.
        case leading
        /// At the right.
        case trailing
        /// In the middle.
        case centre
    }

    /// Number of rows.
    public let rows: Int
    /// Number of columns.
    public let columns: Int
    /// The positions, row by row.
    public private(set) var cells: [Cell]
    /// Where the terminal's cursor is shown, or `nil`.
    public var cursor: (row: Int, column: Int)?
    /// What shortened text is marked with, and what lines are drawn with.
    public let glyphs: GlyphSet

    /// A blank frame; negative sizes become 0.
    public init(rows: Int, columns: Int, glyphs: GlyphSet = .unicode) {
        self.rows = max(0, rows)
        self.columns = max(0, columns)
        self.glyphs = glyphs
        cells = Array(repeating: .blank, count: self.rows * self.columns)
    }

    /// The whole frame.
    public var bounds: Rect { Rect(row: 0, column: 0, rows: rows, columns: columns) }

    /// What stands at a position.
    public subscript(row: Int, column: Int) -> Cell { cells[row * columns + column] }

    /// Whether two frames show the same.
    public static func == (left: CellBuffer, right: CellBuffer) -> Bool {
        left.rows == right.rows && left.columns == right.columns && left.cells == right.cells
            && left.cursor?.row == right.cursor?.row && left.cursor?.column == right.cursor?.column
    }

    /// Puts text into a field of `width` columns, or up to the right edge, and fills the rest of the field.
    ///
    /// - Returns: the column behind the field, or behind the text if no width was given.
    @discardableResult
    public mutating func put(
        _ text: some StringProtocol, row: Int, column: Int, width: Int? = nil, align: Alignment = .leading,
        elision: Elision = .end, style: Style = .plain
    ) -> Int {
        let room = max(0, min(width ?? columns - column, columns - column))
        let fitted = elision.fit(text, width: room, ellipsis: glyphs.ellipsis)
        let used = fitted.reduce(0) { $0 + $1.width }
        var position = column
        let padding = width == nil ? 0 : room - used
        let left =
            switch align {
            case .leading: 0
            case .trailing: padding
            case .centre: padding / 2
            }
        for _ in 0..<left { set(" ", width: 1, style: style, row: row, at: &position) }
        for (character, width) in fitted { set(character, width: width, style: style, row: row, at: &position) }
        for _ in 0..<max(0, padding - left) { set(" ", width: 1, style: style, row: row, at: &position) }
        return position
    }

    /// Puts pieces of text one after the other and returns the column behind them.
    @discardableResult
    public mutating func put(_ text: StyledText, row: Int, column: Int, width: Int? = nil) -> Int {
        let end = min(columns, column + (width ?? columns))
        var position = column
        for run in text.runs where position < end {
            let width = min(TextWidth.of(run.text), end - position)
            position = put(run.text, row: row, column: position, width: width, style: run.style)
        }
        return position
    }

    /// Puts pieces of text so that they end before the column `right`.
    public mutating func put(_ text: StyledText, row: Int, endingAt right: Int) {
        put(text, row: row, column: max(0, right - text.width), width: text.width)
    }

    /// Fills a part of the frame with one narrow character.
    public mutating func fill(_ rect: Rect, with character: Character = " ", style: Style = .plain) {
        for row in rect.row..<rect.bottom {
            var position = rect.column
            for _ in 0..<rect.columns { set(character, width: 1, style: style, row: row, at: &position) }
        }
    }

    /// Draws a horizontal line.
    public mutating func rule(row: Int, column: Int = 0, width: Int? = nil, style: Style = .border) {
        let width = width ?? columns - column
        fill(Rect(row: row, column: column, rows: 1, columns: width), with: glyphs.horizontal, style: style)
    }

    /// Draws a frame along the edge of `rect` with a title in its upper line, and blanks what is inside.
    public mutating func box(_ rect: Rect, title: String = "", style: Style = .border) {
        guard rect.rows >= 2, rect.columns >= 2 else { return }
        fill(rect)
        rule(row: rect.row, column: rect.column, width: rect.columns, style: style)
        rule(row: rect.bottom - 1, column: rect.column, width: rect.columns, style: style)
        let sides = Rect(row: rect.row, column: rect.column, rows: rect.rows, columns: 1)
        fill(sides, with: glyphs.vertical, style: style)
        fill(
            Rect(row: rect.row, column: rect.right - 1, rows: rect.rows, columns: 1), with: glyphs.vertical,
            style: style)
        let corners = glyphs.corners
        put(String(corners.0), row: rect.row, column: rect.column, style: style)
        put(String(corners.1), row: rect.row, column: rect.right - 1, style: style)
        put(String(corners.2), row: rect.bottom - 1, column: rect.column, style: style)
        put(String(corners.3), row: rect.bottom - 1, column: rect.right - 1, style: style)
        if !title.isEmpty, rect.columns > 6 {
            let width = min(TextWidth.of(title) + 2, rect.columns - 4)
            put(" \(title) ", row: rect.row, column: rect.column + 2, width: width, style: .title)
        }
    }

    /// Changes the style of what stands in a part of the frame.
    public mutating func restyle(_ rect: Rect, _ change: (Style) -> Style) {
        for row in rect.row..<rect.bottom where row >= 0 && row < rows {
            for column in rect.column..<rect.right where column >= 0 && column < columns {
                cells[row * columns + column].style = change(cells[row * columns + column].style)
            }
        }
    }

    private mutating func set(_ character: Character, width: Int, style: Style, row: Int, at position: inout Int) {
        defer { position += width }
        guard row >= 0, row < rows, position >= 0, position + width <= columns else { return }
        let index = row * columns + position
        // Whoever overwrites one half of a wide character takes the other half with it.
        if cells[index].width == 0 { cells[index - 1] = Cell(character: " ", width: 1, style: cells[index - 1].style) }
        let next = index + width
        if position + width < columns, cells[next].width == 0 {
            cells[next] = Cell(character: " ", width: 1, style: cells[next].style)
        }
        cells[index] = Cell(character: character, width: UInt8(width), style: style)
        if width == 2 { cells[index + 1] = Cell(character: " ", width: 0, style: style) }
    }
}
