import KubemonScreen

/// The last line: function keys from the keymap, as in htop.
enum FunctionBar {
    static func draw(in rect: Rect, of frame: inout CellBuffer) {
        for (binding, key, column, width) in places(columns: rect.columns) {
            frame.put(key, row: rect.row, column: column, style: .key)
            let room = min(width - key.count, rect.right - column - key.count)
            frame.put(binding.label, row: rect.row, column: column + key.count, width: room, style: .keyLabel)
        }
        for (key, word, _, column) in hints(columns: rect.columns) {
            let end = frame.put(key, row: rect.row, column: column, style: .key)
            frame.put(" " + word, row: rect.row, column: end, style: .dim)
        }
    }

    /// As many hints as have room at the right end, the most important one last.
    private static func hints(columns: Int) -> [(key: String, word: String, action: Action, column: Int)] {
        let end = places(columns: columns).last.map { $0.column + $0.width } ?? 0
        let all: [(key: String, word: String, action: Action)] = [
            ("?", "keys", .help), (":", "command", .command), ("/", "filter", .filter), ("z", "pause", .pause),
        ]
        var column = columns - 1
        var hints: [(key: String, word: String, action: Action, column: Int)] = []
        for (key, word, action) in all {
            column -= word.count + 2
            guard column > end else { break }
            hints.append((key, word, action, column))
            column -= 2
        }
        return hints
    }

    /// What the label at a column does.
    static func hit(column: Int, columns: Int) -> Action? {
        let hint = hints(columns: columns).first { column >= $0.column && column < $0.column + $0.word.count + 2 }
        return hint?.action
            ?? places(columns: columns).first { column >= $0.column && column < $0.column + $0.width }?.binding.action
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
