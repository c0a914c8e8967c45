import KubemonScreen

/// The lines of a dialog.
struct DialogContent {
    /// One line.
    enum Line {
        case text(StyledText)
        case field(label: String, field: TextField, isFocused: Bool)
        case buttons([(label: String, isFocused: Bool)])
    }

    /// What a click does.
    enum Click {
        /// As if keys were pressed.
        case keys([Key])
        /// Chooses from a menu.
        case item(Int)
        /// Goes to a part of the start prompt and presses keys there.
        case focus(StartPrompt.Focus, [Key])
    }

    var title: String
    var width: Int
    var lines: [Line]
    /// The line that must be in sight.
    var focus = 0
    /// What can be clicked on: columns of a line, counted from its left end.
    private(set) var targets: [(line: Int, columns: Range<Int>, click: Click)] = []

    init(title: String, width: Int, lines: [Line], focus: Int = 0) {
        (self.title, self.width, self.lines, self.focus) = (title, width, lines, focus)
    }

    /// A click anywhere on a line.
    mutating func onClick(line: Int, _ click: Click) { targets.append((line, 0..<Int.max, click)) }

    /// Clicks on words of a line that stand behind each other, two columns apart.
    mutating func onClick(line: Int, from start: Int = 0, _ words: [(width: Int, click: Click)]) {
        var column = start
        for word in words {
            targets.append((line, column..<column + word.width, word.click))
            column += word.width + 2
        }
    }

    /// What a click on a column of a line does, or `nil`.
    func click(line: Int, column: Int) -> Click? {
        targets.first { $0.line == line && $0.columns.contains(column) }?.click
    }

    /// Where it stands in `area`: the whole window, what is in it, and its first line.
    func place(in area: Rect) -> (box: Rect, inner: Rect, first: Int) {
        let box = area.centred(rows: lines.count + 2, columns: width)
        // Where not all fits into a frame, two lines more of it are worth more than the frame.
        let isWhole = box.rows >= lines.count + 2
        let hasFrame = box.rows >= (isWhole ? 4 : 6) && box.columns >= 16
        let inner =
            hasFrame
            ? Rect(row: box.row + 1, column: box.column + 2, rows: box.rows - 2, columns: box.columns - 4) : box
        return (box, inner, Scroll.offset(0, showing: focus, count: lines.count, height: inner.rows))
    }
}
