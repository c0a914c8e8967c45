extension CellBuffer {
    /// The text of one row, trailing spaces included.
    public func text(ofRow row: Int) -> String {
        var text = ""
        for column in 0..<columns where self[row, column].width > 0 { text.append(self[row, column].character) }
        return text
    }

    /// The text of the frame and below it a map of the styles by their letters; trailing blanks are left out.
    public var snapshot: String {
        var result = ""
        for row in 0..<rows { result += Self.trimmed(text(ofRow: row), " ") + "\n" }
        result += "--- styles ---\n"
        for row in 0..<rows {
            let letters = (0..<columns).map { self[row, $0].style.letter }
            result += Self.trimmed(String(letters), ".") + "\n"
        }
        if let cursor { result += "--- cursor \(cursor.row),\(cursor.column) ---\n" }
        return result
    }

    private static func trimmed(_ text: String, _ blank: Character) -> String {
        guard let last = text.lastIndex(where: { $0 != blank }) else { return "" }
        return String(text[...last])
    }
}
