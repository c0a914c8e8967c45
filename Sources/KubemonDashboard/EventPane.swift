import KubemonScreen

/// The selected event in full, over as many lines as there are.
enum EventPane {
    /// The column that holds the text; see `TableContext.events()`.
    private static let textColumn = 3

    static func draw(_ row: TableRow, in rect: Rect, of frame: inout CellBuffer) {
        guard case .text(let text) = row.value(EventPane.textColumn), rect.columns > 2 else { return }
        var rest = rect
        var left = Substring(text)
        while !left.isEmpty, !rest.isEmpty {
            var (width, end) = (0, left.startIndex)
            while end < left.endIndex {
                width += TextWidth.of(left[end...end])
                if width > rest.columns - 2 { break }
                end = left.index(after: end)
            }
            let isLast = rest.rows == 1
            frame.put(isLast ? left : left[..<end], row: rest.takeTop(1).row, column: 1, width: rest.columns - 2)
            left = end == left.startIndex ? "" : left[end...]
        }
    }
}
