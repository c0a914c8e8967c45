import KubemonScreen

/// Draws the settings: name, value, meaning, and what the marked one may be.
struct SetupView {
    let setup: SetupState
    let settings: Settings

    private static let nameWidth = 18
    private static let valueWidth = 10

    /// Where it stands in `area`: the whole window, the list, what is below it, and the first line of the list.
    func place(in area: Rect) -> (box: Rect, list: Rect, foot: Rect, first: Int) {
        // A strip of the view beside the window would only be noise.
        let width = area.columns < 130 ? area.columns : 110
        let box = area.centred(rows: lines.count + 7 > area.rows - 4 ? area.rows : lines.count + 7, columns: width)
        let hasFrame = box.rows >= 8 && box.columns >= 30
        var list =
            hasFrame
            ? Rect(row: box.row + 1, column: box.column + 1, rows: box.rows - 2, columns: box.columns - 2) : box
        let foot = list.takeBottom(list.rows >= 12 ? 4 : list.rows >= 6 ? 3 : list.rows >= 2 ? 1 : 0)
        let marked = lines.firstIndex { $0.key == setup.key } ?? 0
        return (box, list, foot, Scroll.offset(0, showing: marked, count: lines.count, height: list.rows))
    }

    /// The setting that stands in a row of the screen, or `nil`.
    func hit(row: Int, in area: Rect) -> SettingKey? {
        let (_, list, _, first) = place(in: area)
        let index = row - list.row + first
        return row >= list.row && row < list.bottom && lines.indices.contains(index) ? lines[index].key : nil
    }

    func draw(in area: Rect, of frame: inout CellBuffer) {
        let lines = lines
        let (box, inner, foot, first) = place(in: area)
        let hasFrame = inner.column > box.column
        if hasFrame { frame.box(box, title: "Setup") } else { frame.fill(box) }
        guard !box.isEmpty else { return }
        for (offset, line) in lines.dropFirst(first).prefix(inner.rows).enumerated() {
            draw(line.key, line.heading, row: inner.row + offset, in: inner, of: &frame)
        }
        if hasFrame { drawHidden(above: first, below: lines.count - first - inner.rows, in: box, of: &frame) }
        drawFoot(in: foot, of: &frame)
    }

    /// Says in the frame that there are more lines than fit.
    private func drawHidden(above: Int, below: Int, in box: Rect, of frame: inout CellBuffer) {
        let parts = [(above, "above"), (below, "below")].filter { $0.0 > 0 }.map { "\($0.0) more \($0.1)" }
        guard !parts.isEmpty else { return }
        let note = " " + parts.joined(separator: ", ") + " "
        frame.put(note, row: box.bottom - 1, column: box.right - 2 - note.count, width: note.count, style: .warning)
    }

    /// Settings with the headings of their sections between them.
    private var lines: [(key: SettingKey?, heading: String)] {
        var lines: [(key: SettingKey?, heading: String)] = []
        for key in SettingKey.allCases {
            if lines.isEmpty || lines.last?.key?.section != key.section {
                if !lines.isEmpty { lines.append((nil, "")) }
                lines.append((nil, key.section))
            }
            lines.append((key, ""))
        }
        return lines
    }

    private func draw(_ key: SettingKey?, _ heading: String, row: Int, in rect: Rect, of frame: inout CellBuffer) {
        guard let key else {
            frame.put(heading, row: row, column: rect.column + 1, width: rect.columns - 1, style: .heading)
            return
        }
        let isMarked = key == setup.key
        var column = rect.column + 3
        frame.put(key.rawValue, row: row, column: column, width: Self.nameWidth)
        column += Self.nameWidth
        if isMarked, let field = setup.field {
            field.draw(
                in: &frame, row: row, column: column, width: min(Self.valueWidth * 2, rect.right - column),
                isFocused: true)
            return
        }
        let isUsual = settings[key] == key.standard
        let unit = key.rule.isPercent && settings[key] != "off" ? " %" : ""
        frame.put(
            settings[key] + unit, row: row, column: column, width: Self.valueWidth, style: isUsual ? .plain : .strong)
        column += Self.valueWidth
        frame.put(key.summary, row: row, column: column, width: max(0, rect.right - column - 1), style: .dim)
        guard isMarked else { return }
        frame.put(String(frame.glyphs.cursor), row: row, column: rect.column + 1, width: 1)
        let line = Rect(row: row, column: rect.column, rows: 1, columns: rect.columns)
        frame.restyle(line) { $0.onSelection }
    }

    private func drawFoot(in rect: Rect, of frame: inout CellBuffer) {
        var rest = rect
        if rest.rows >= 3 { frame.rule(row: rest.takeTop(1).row, column: rect.column, width: rect.columns) }
        guard !rest.isEmpty else { return }
        let key = setup.key
        let note = key.isForNextStart ? "; from the next start on" : ""
        if rest.rows >= 3 {
            // In the list it may be cut off.
            frame.put(
                StyledText(key.rawValue, .strong).adding(": " + key.summary), row: rest.takeTop(1).row,
                column: rect.column + 1, width: rect.columns - 1)
        }
        let line =
            setup.error.isEmpty
            ? StyledText(key.rawValue, .strong).adding(" is \(key.allowed); usually \(key.standard)\(note)")
            : StyledText(setup.error, .critical)
        frame.put(line, row: rest.takeTop(1).row, column: rect.column + 1, width: rect.columns - 1)
        guard !rest.isEmpty else { return }
        let pairs =
            setup.field == nil
            ? [("Left Right", "change"), ("Enter", "types"), ("Del", "usual"), ("Esc", "closes")]
            : [("Enter", "takes it"), ("Esc", "leaves it")]
        let keys = DialogView.keys(pairs.map { (key: $0.0, meaning: $0.1) })
        frame.put(keys, row: rest.takeTop(1).row, column: rect.column + 1, width: rect.columns - 1)
    }
}

extension SettingRule {
    /// Whether it is a share.
    var isPercent: Bool { if case .percent = self { true } else { false } }
}
