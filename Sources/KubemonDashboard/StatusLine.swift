import KubemonMetrics
import KubemonScreen
import KubemonStore

/// The line above the function bar: live or paused, the window of the graphs, how old the values are, own cost; or a
/// message; or what is being typed.
enum StatusLine {
    static func draw(
        _ state: DashboardState, _ snapshot: FleetSnapshot, isTiny: Bool, in rect: Rect, of frame: inout CellBuffer
    ) {
        guard !rect.isEmpty else { return }
        if let line = state.line { return draw(line, in: rect, of: &frame) }
        let right =
            isTiny
            ? StyledText("?", .key).adding(" help ", .dim).adding("q", .key) : cost(snapshot, columns: rect.columns)
        let left = message(state) ?? alarm(snapshot) ?? mode(state, snapshot, columns: rect.columns)
        let margin = rect.columns >= 40 ? 1 : 0
        let room = rect.columns - 2 * margin
        // The left part says what matters; the right one only stands where both fit.
        if left.width + right.width + 2 <= room { frame.put(right, row: rect.row, endingAt: rect.right - margin) }
        frame.put(left, row: rect.row, column: margin, width: room)
    }

    private static func draw(_ line: LineInput, in rect: Rect, of frame: inout CellBuffer) {
        var note = StyledText(line.error, .warning)
        if line.purpose == .goto { note = StyledText(GotoTime.hint(.own), .dim) }
        if !line.candidates.isEmpty { note = StyledText(line.candidates.joined(separator: " "), .dim) }
        let label = rect.columns >= 40 ? " " + line.label : line.label
        let start = frame.put(label, row: rect.row, column: 0, style: .key)
        let least = min(30, max(1, rect.columns / 2))
        let noteWidth = min(note.width, max(0, rect.columns - start - least - 2))
        let width = rect.columns - start - (noteWidth > 0 ? noteWidth + 2 : 1)
        line.field.draw(in: &frame, row: rect.row, column: start, width: max(1, width), isFocused: true)
        if noteWidth > 0, let first = note.runs.first {
            frame.put(
                first.text, row: rect.row, column: rect.right - noteWidth - 1, width: noteWidth, style: first.style)
        }
    }

    private static func message(_ state: DashboardState) -> StyledText? {
        state.message.map { StyledText($0.text, $0.severity == .error ? .critical : .strong) }
    }

    /// What must not be missed: a recording that cannot be written, nodes that are silent.
    private static func alarm(_ snapshot: FleetSnapshot) -> StyledText? {
        if let link = snapshot.origin.link, !link.problem.isEmpty { return TimeLine.lost(link, snapshot) }
        if let recording = snapshot.recording, !recording.failure.isEmpty {
            return StyledText("RECORDING FAILS", .critical)
                .adding(" \(recording.summary.name): \(recording.failure)", .critical)
        }
        return nil
    }

    private static func mode(_ state: DashboardState, _ snapshot: FleetSnapshot, columns: Int) -> StyledText {
        if state.isSeeking, let journey = state.journey {
            // Each key changes it, so that none seems to be lost.
            return StyledText("SEEKING", .warning).adding("  \(journey.words)  ").adding("`", .key)
                .adding(" stays live", .dim)
        }
        if let playback = snapshot.origin.playback {
            return TimeLine.replay(playback, snapshot, columns: columns, glyphs: state.glyphs)
        }
        if let paused = state.paused {
            return TimeLine.paused(
                paused, snapshot, isRecording: state.isRecording(snapshot), columns: columns)
        }
        let stale = snapshot.nodes.filter { $0.state == .stale }
        if let first = stale.first {
            let names = stale.count == 1 ? first.name : "\(stale.count) nodes"
            let oldest = stale.map(\.age).max() ?? 0
            return StyledText("STALE", .warning)
                .adding("  \(names) silent for \(Format.age(oldest)); dimmed, not in the totals")
        }
        var text = snapshot.nodes.isEmpty ? StyledText("WAITING", .warning) : StyledText("LIVE", .good)
        if columns >= 70, state.view == .nodes || state.view == .detail {
            text.append("  window ", .dim)
            text.append(Format.interval(state.window))
            text.append("  +/-", .key)
            text.append(" zoom", .dim)
        }
        if let first = state.alarms.newest {
            let others = state.alarms.count - 1
            text.append("  ! ", .critical)
            text.append(first.text + (others > 0 ? " and \(others) more, see 7 Events" : ""), .critical)
        } else if let youngest = snapshot.nodes.filter({ $0.state == .live }).map(\.age).min() {
            text.append(columns >= 70 ? "   last sample " : " ", .dim)
            text.append(Format.age(youngest) + (columns >= 70 ? " ago" : ""))
        }
        let reach = TimeLine.reach(snapshot.extent)
        if !reach.isEmpty, text.width + reach.width + 5 <= columns { text = text.adding("   ") + reach }
        return text
    }

    private static func cost(_ snapshot: FleetSnapshot, columns: Int) -> StyledText {
        if snapshot.collector.isDemo { return StyledText("demo: all of this is invented", .dim) }
        var text = StyledText("collector ", .dim)
        guard snapshot.collector.resident > 0 else { return "" }
        text.append("\(Format.percent(snapshot.collector.cpu))% cpu  ")
        text.append(Format.bytes(Double(snapshot.collector.resident)))
        return text
    }
}
