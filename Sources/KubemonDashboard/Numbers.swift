import KubemonScreen

/// Lines that may be more than there is room for, and where in them the screen is.
enum Numbers {
    static func draw(_ lines: [StyledText], offset: Int, in rect: Rect, of frame: inout CellBuffer) {
        let offset = Scroll.offset(offset, showing: offset, count: lines.count, height: rect.rows)
        for (index, line) in lines.dropFirst(offset).prefix(rect.rows).enumerated() {
            frame.put(line, row: rect.row + index, column: 1, width: rect.columns - 1)
        }
        guard lines.count > rect.rows, !rect.isEmpty else { return }
        let place = "lines \(offset + 1)-\(offset + rect.rows) of \(lines.count)  PgDn scrolls"
        frame.put(StyledText(place, .dim), row: rect.row, endingAt: rect.right - 1)
    }
}
