import KubemonScreen

/// A line of fields of which only whole ones are shown: the last ones go first.
struct Fields {
    private var parts: [StyledText] = []

    /// Adds a field.
    mutating func add(_ text: StyledText) { if !text.isEmpty { parts.append(text) } }

    /// Adds a value with its name; nothing if there is no value.
    mutating func add(_ name: String, _ value: String?, _ style: Style = .plain) {
        if let value, !value.isEmpty { add(StyledText(name + " ", .dim).adding(value, style)) }
    }

    /// Puts as many fields as fit, with two spaces between them. The first one is shortened if need be.
    func draw(in rect: Rect, of frame: inout CellBuffer) {
        guard !rect.isEmpty, let first = parts.first else { return }
        let column = rect.column + 1
        let room = rect.right - column
        if first.width > room {
            let style = first.runs.first?.style ?? .plain
            frame.put(first.text, row: rect.row, column: column, width: room, elision: .middle, style: style)
            return
        }
        var end = frame.put(first, row: rect.row, column: column)
        for part in parts.dropFirst() {
            guard end + 2 + part.width <= rect.right else { break }
            end = frame.put(part, row: rect.row, column: end + 2)
        }
    }
}
