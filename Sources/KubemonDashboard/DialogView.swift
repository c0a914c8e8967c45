import KubemonMetrics
import KubemonScreen
import KubemonStore

/// Draws the dialogs, in the middle of the view and at any size.
enum DialogView {
    static func draw(
        _ dialog: Dialog, _ state: DashboardState, _ snapshot: FleetSnapshot, in area: Rect, of frame: inout CellBuffer
    ) {
        switch dialog {
        case .help(let offset):
            draw("Help", HelpText.lines(columns: frame.columns), offset: offset, in: area, of: &frame)
        case .setup(let setup): SetupView(setup: setup, settings: state.settings).draw(in: area, of: &frame)
        case .reply(let title, let lines, let offset):
            let lines = replyLines(lines, columns: area.columns).map { StyledText($0) }
            draw(title, lines, offset: offset, in: area, of: &frame)
        default:
            guard
                let content = content(
                    dialog, state, snapshot, rows: area.rows, columns: area.columns)
            else { return }
            draw(content, in: area, of: &frame)
        }
    }

    /// The lines of an answer as they are shown; the frame takes two columns on both sides.
    static func replyLines(_ lines: [String], columns: Int) -> [String] {
        lines.flatMap { WrappedText.lines(of: $0, width: max(20, columns - 4)) }
    }

    /// A window of text that can be scrolled.
    private static func draw(
        _ title: String, _ lines: [StyledText], offset: Int, in area: Rect, of frame: inout CellBuffer
    ) {
        let widest = (lines.map(\.width).max() ?? 0) + 4
        // A strip of the view beside the window would only be noise.
        let width = widest > area.columns - 16 ? area.columns : max(40, widest)
        let box = area.centred(rows: lines.count + 2 > area.rows - 4 ? area.rows : lines.count + 2, columns: width)
        frame.box(box, title: title)
        let hasFrame = box.rows >= 3 && box.columns >= 10
        let inner =
            hasFrame
            ? Rect(row: box.row + 1, column: box.column + 2, rows: box.rows - 2, columns: box.columns - 4) : box
        if !hasFrame { frame.fill(box) }
        let first = Scroll.offset(offset, showing: offset, count: lines.count, height: inner.rows)
        for (index, line) in lines.dropFirst(first).prefix(inner.rows).enumerated() {
            frame.put(line, row: inner.row + index, column: inner.column, width: inner.columns)
        }
        guard hasFrame, box.columns >= 30 else { return }
        let last = min(lines.count, first + inner.rows)
        let isAll = first == 0 && last == lines.count
        let note = isAll ? " Esc closes " : " \(first + 1)-\(last) of \(lines.count)  PgDn more  Esc closes "
        frame.put(note, row: box.bottom - 1, column: box.right - 2 - note.count, width: note.count, style: .dim)
    }

    private static func draw(_ content: DialogContent, in area: Rect, of frame: inout CellBuffer) {
        let (box, inner, first) = content.place(in: area)
        if inner == box { frame.fill(box) } else { frame.box(box, title: content.title) }
        for (index, line) in content.lines.dropFirst(first).prefix(inner.rows).enumerated() {
            draw(line, row: inner.row + index, in: inner, of: &frame)
        }
    }

    private static func draw(_ line: DialogContent.Line, row: Int, in rect: Rect, of frame: inout CellBuffer) {
        switch line {
        case .text(let text): frame.put(text, row: row, column: rect.column, width: rect.columns)
        case .field(let label, let field, let isFocused):
            let start = frame.put(
                label, row: row, column: rect.column, width: min(TextWidth.of(label), rect.columns / 2), style: .dim)
            field.draw(in: &frame, row: row, column: start, width: rect.right - start, isFocused: isFocused)
        case .buttons(let buttons):
            var column = rect.column
            for button in buttons where column < rect.right {
                let text = " \(button.label) "
                let width = min(text.count, rect.right - column)
                frame.put(text, row: row, column: column, width: width, style: button.isFocused ? .selected : .button)
                column += width + 2
            }
        }
    }

    static func content(
        _ dialog: Dialog, _ state: DashboardState, _ snapshot: FleetSnapshot, rows: Int, columns: Int
    ) -> DialogContent? {
        switch dialog {
        case .start(let prompt): StartPromptView(prompt: prompt, snapshot: snapshot, columns: columns).content
        case .stop(let isKeepFocused): stop(snapshot, isKeepFocused: isKeepFocused)
        case .quit: quit(snapshot, isBrief: rows < 7 || columns < 40, isNarrow: columns < 60)
        case .mark(let field):
            DialogContent(
                title: "Marker in \(snapshot.recording?.summary.name ?? "the recording")", width: 64,
                lines: [
                    .field(label: "Text  ", field: field, isFocused: true), .text(""),
                    .text(keys([("Enter", "sets it"), ("Esc", "closes")])),
                ])
        case .sort(let index):
            menu(
                "Sort by", state.model(state.paused ?? snapshot).sortable.map(\.name), index: index,
                current: state.table.sort)
        case .refresh(let index):
            menu(
                "The screen changes (sampling stays at \(Format.interval(snapshot.interval)))",
                Dialog.refreshChoices.map { $0 == 0 ? "with every sample" : "every " + Format.interval($0) },
                index: index, current: "")
        case .help, .setup, .reply: nil
        }
    }

    static func keys(_ pairs: [(key: String, meaning: String)]) -> StyledText {
        pairs.enumerated().reduce(StyledText()) { text, item in
            text.adding(item.offset > 0 ? "   " : "").adding(item.element.key, .key).adding(
                " " + item.element.meaning, .dim)
        }
    }

    private static func stop(_ snapshot: FleetSnapshot, isKeepFocused: Bool) -> DialogContent {
        let summary = snapshot.recording?.summary
        let length = snapshot.wall > (summary?.start ?? .max) ? snapshot.wall - (summary?.start ?? 0) : 0
        let ticks = summary?.ticks ?? 0
        var facts = StyledText(Format.clockDuration(length)).adding(
            "   \(Format.grouped(ticks)) \(Counted.noun(ticks, "sample"))")
        let gaps = summary?.gaps ?? 0
        facts.append("   " + Counted.text(gaps, "gap"), gaps > 0 ? .warning : .plain)
        facts.append("   " + Format.bytes(Double(summary?.bytes ?? 0)))
        var content = DialogContent(
            title: "Stop recording \(summary?.name ?? "")?", width: 60,
            lines: [
                .text(facts), .text(""),
                .buttons([("Keep recording", isKeepFocused), ("y  Stop", !isKeepFocused)]), .text(""),
                .text(
                    keys([
                        ("Enter", isKeepFocused ? "keeps" : "stops"), ("Tab", "the other"), ("y", "stops"),
                        ("n Esc", "keeps"),
                    ])),
            ], focus: 2)
        content.onClick(line: 2, [(16, .keys([.character("n")])), (9, .keys([.character("y")]))])
        return content
    }

    private static func quit(_ snapshot: FleetSnapshot, isBrief: Bool, isNarrow: Bool) -> DialogContent {
        if isBrief {
            // The keys must be there at any size.
            let keys = [("s", "stop it"), ("l", "leave it open"), ("Esc", "stay")]
            return answered(
                DialogContent(
                    title: "Quit", width: 24, lines: keys.map { .text(StyledText($0, .key).adding(" " + $1)) }))
        }
        let keys = [
            ("s", "stop the recording, then quit"),
            (
                "l",
                isNarrow
                    ? "leave it open and quit"
                    : "leave it open and quit; the next collector goes on with it"
            ),
            (isNarrow ? "Esc" : "Enter Esc", "stay"),
        ]
        let indent = (keys.map(\.0.count).max() ?? 0) + (isNarrow ? 1 : 2)
        let lines = keys.map { key, text in
            StyledText(key, .key).adding(String(repeating: " ", count: indent - key.count) + text)
        }
        let name = StyledText(snapshot.recording?.summary.name ?? "").adding(" is being recorded.")
        return answered(DialogContent(title: "Quit", width: 74, lines: ([name, ""] + lines).map { .text($0) }))
    }

    /// The last three lines are the answers.
    private static func answered(_ content: DialogContent) -> DialogContent {
        var content = content
        for (index, key) in [Key.character("s"), .character("l"), .escape].enumerated() {
            content.onClick(line: content.lines.count - 3 + index, .keys([key]))
        }
        return content
    }

    private static func menu(_ title: String, _ items: [String], index: Int, current: String) -> DialogContent {
        let width = max(TextWidth.of(title), items.map(\.count).max() ?? 0) + 12
        var content = DialogContent(
            title: title, width: width,
            lines: items.enumerated().map { place, item in
                let mark = item == current ? " (now)" : ""
                let text =
                    " " + item + mark + String(repeating: " ", count: max(0, width - 5 - item.count - mark.count))
                return .text(StyledText(text, place == index ? .selected : .plain))
            }, focus: index)
        for index in items.indices { content.onClick(line: index, .item(index)) }
        return content
    }
}
