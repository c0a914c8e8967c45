import KubemonScreen

/// The selected event in full, over as many lines as there are.
enum EventPane {
    /// The column that holds the text; see `TableContext.events()`.
    private static let textColumn = 3

    static func draw(_ row: TableRow, in rect: Rect, of frame: inout CellBuffer) {
        guard case .text(let text) = row.value(EventPane.textColumn), rect.columns > 2 else { return }
        var rest = rect
        for line in WrappedText.lines(of: text, width: rest.columns - 2, most: max(1, rest.rows)) where !rest.isEmpty {
            frame.put(line, row: rest.takeTop(1).row, column: 1, width: rest.columns - 2)
        }
        guard !rest.isEmpty else { return }
        frame.put(DialogView.keys([("Enter", "shows the fleet at that time")]), row: rest.row, column: 1)
    }
}
