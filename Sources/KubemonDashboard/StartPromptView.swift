import KubemonMetrics
import KubemonScreen
import KubemonStore

/// The start prompt as lines of a dialog.
struct StartPromptView {
    let prompt: StartPrompt
    let snapshot: FleetSnapshot
    let columns: Int

    private static let label = "Directory   "

    var content: DialogContent {
        let indent = String(repeating: " ", count: Self.label.count)
        var lines: [DialogContent.Line] = [
            .text(StyledText(indent).adding(base, .dim)),
            .field(label: Self.label, field: prompt.directory, isFocused: prompt.focus == .directory),
            .text(StyledText(indent) + verdict), .text(StyledText(indent) + hint), .text(""),
            .field(label: "Note        ", field: prompt.note, isFocused: prompt.focus == .note),
            .field(label: "Stop after  ", field: prompt.duration, isFocused: prompt.focus == .duration),
            .text(RecordingPart.allCases.reduce(StyledText("Record      ", .dim)) { $0 + box($1) + "  " }),
            .text(""),
            .text(
                StyledText("Interval    ", .dim).adding(Format.interval(snapshot.interval))
                    .adding("  the same for all nodes while recording", .dim)),
            .text(StyledText("Nodes       ", .dim) + nodes), .text(""),
        ]
        let isPlain = prompt.focus != .start && prompt.focus != .cancel
        lines.append(
            .buttons([("Start  Enter", isPlain || prompt.focus == .start), ("Cancel  Esc", prompt.focus == .cancel)]))
        if !prompt.error.isEmpty { lines.append(.text(StyledText(prompt.error, .critical))) }
        let focus =
            switch prompt.focus {
            case .directory: 2
            case .note: 5
            case .duration: 6
            case .machine, .containers, .processes: 7
            case .start, .cancel: lines.count - 1
            }
        var content = DialogContent(
            title: "Start recording", width: min(96, max(60, columns - 8)), lines: lines, focus: focus)
        for (line, focus) in [(1, StartPrompt.Focus.directory), (5, .note), (6, .duration)] {
            content.onClick(line: line, .focus(focus, []))
        }
        let boxes = [StartPrompt.Focus.machine, .containers, .processes].compactMap { focus in
            focus.part.map { (box($0).width, DialogContent.Click.focus(focus, [.character(" ")])) }
        }
        content.onClick(line: 7, from: indent.count, boxes)
        content.onClick(line: 12, [(14, .focus(.start, [.enter])), (13, .keys([.escape]))])
        return content
    }

    /// Where a plain name is made.
    private var base: String {
        prompt.directory.text.hasPrefix("/") ? "absolute path" : "in \(snapshot.collector.dataDirectory)/"
    }

    private var verdict: StyledText {
        let text = prompt.directory.text
        let complaint = prompt.complaint(about: text)
        if !complaint.isEmpty { return StyledText(complaint, .critical) }
        var line: StyledText
        if snapshot.recordings.contains(where: { $0.name == text }) {
            line = StyledText("EXISTS: choose another name", .critical)
        } else if let check = prompt.check, check.text == text {
            switch check.verdict {
            case .new: line = StyledText(check.message.isEmpty ? "new, will be made" : check.message, .good)
            case .empty: line = StyledText(check.message.isEmpty ? "exists and is empty" : check.message, .good)
            case .refused: line = StyledText(check.message.isEmpty ? "cannot be used" : check.message, .critical)
            }
        } else {
            line = StyledText("checking", .dim)
        }
        if let free = prompt.check?.freeBytes ?? snapshot.collector.freeBytes {
            line.append("   " + Format.bytes(Double(free)) + " free", .dim)
        }
        return line
    }

    private var hint: StyledText {
        if prompt.candidates.isEmpty {
            return DialogView.keys([("Tab", "completes"), ("Ctrl-U", "clears"), ("Down", "next field")])
        }
        let names = prompt.candidates.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
        return StyledText(names.joined(separator: "  "), .dim)
    }

    private func box(_ part: RecordingPart) -> StyledText {
        let mark = prompt.parts.contains(part) ? "[x] " : "[ ] "
        return StyledText(mark + part.title, prompt.focus.part == part ? .selected : .plain)
    }

    private var nodes: StyledText {
        let missing = StartPrompt.missingNodes(snapshot)
        let connected = snapshot.nodes.filter { $0.state != .lost }.count
        let all = max(connected + missing.count, snapshot.collector.expectedCount)
        let text = StyledText("\(connected) of \(all) connected", connected < all ? .warning : .plain)
        if missing.isEmpty { return text }
        return text.adding("; starts without \(missing.joined(separator: ", "))", .warning)
    }
}
