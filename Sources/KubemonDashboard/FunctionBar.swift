import KubemonScreen

/// The last line: function keys from the keymap, as in htop.
enum FunctionBar {
    static func draw(in rect: Rect, of frame: inout CellBuffer) {
        for (binding, key, column, width) in places(columns: rect.columns) {
            frame.put(key, row: rect.row, column: column, style: .key)
            let room = min(width - key.count, rect.right - column - key.count)
            frame.put(binding.label, row: rect.row, column: column + key.count, width: room, style: .keyLabel)
        }
        let end = places(columns: rect.columns).last.map { $0.column + $0.width } ?? 0
        let hints = [("?", "keys"), (":", "command"), ("/", "filter"), ("z", "pause")]
        for count in (1...hints.count).reversed() {
            let parts = hints.prefix(count).reversed()
            let hint = parts.reduce(StyledText()) { text, part in
                text.adding(text.isEmpty ? "" : "  ").adding(part.0, .key).adding(" " + part.1, .dim)
            }
            guard rect.columns - end > hint.width + 1 else { continue }
            frame.put(hint, row: rect.row, endingAt: rect.right - 1)
            break
        }
    }

    /// What the label at a column does.
    static func hit(column: Int, columns: Int) -> Action? {
        places(columns: columns).first { column >= $0.column && column < $0.column + $0.width }?.binding.action
    }

    private static func places(columns: Int) -> [(binding: KeyBinding, key: String, column: Int, width: Int)] {
        var column = 0
        let padding = columns >= 100 ? 2 : 1
        var result: [(binding: KeyBinding, key: String, column: Int, width: Int)] = []
        let ordered = Keymap.bar.compactMap { binding in number(of: binding).map { (binding, $0) } }.sorted {
            $0.1 < $1.1
        }
        for (binding, number) in ordered {
            let key = "F\(number)"
            let width = key.count + binding.label.count + (padding - 1)
            guard column + width <= columns else { break }
            result.append((binding, key, column, width))
            column += width + 1
        }
        return result
    }

    private static func number(of binding: KeyBinding) -> Int? {
        for case .function(let number) in binding.keys { return number }
        return nil
    }
}
