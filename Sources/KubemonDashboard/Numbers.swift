import KubemonScreen

/// Lines that may be more than there is room for, and where in them the screen is.
enum Numbers {
    static func draw(_ lines: [StyledText], offset: Int, in rect: Rect, of frame: inout CellBuffer) {
        let offset = Scroll.offset(offset, showing: offset, count: lines.count, height: rect.rows)
        let place = place(lines, offset: offset, in: rect)
        for (index, line) in lines.dropFirst(offset).prefix(rect.rows).enumerated() {
            let note = index == 0 && !place.isEmpty ? place.count + 2 : 0
            frame.put(line, row: rect.row + index, column: 1, width: rect.columns - 1 - note)
        }
        frame.put(StyledText(place, .dim), row: rect.row, endingAt: rect.right - 1)
    }

    /// What is in sight, beside the first line; empty if that is all.
    private static func place(_ lines: [StyledText], offset: Int, in rect: Rect) -> String {
        guard lines.count > rect.rows, !rect.isEmpty else { return "" }
        let place = "\(offset + 1)-\(offset + rect.rows) of \(lines.count)"
        let forms = ["lines \(place)  PgDn scrolls", place + "  PgDn", place]
        return forms.first { $0.count + lines[offset].width <= rect.columns - 4 } ?? place
    }
}
