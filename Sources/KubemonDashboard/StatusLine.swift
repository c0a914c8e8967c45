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
        if let line = state.line { return draw(line, snapshot, in: rect, of: &frame) }
        let right =
            isTiny
            ? StyledText("?", .key).adding(" help ", .dim).adding("q", .key) : cost(snapshot, columns: rect.columns)
        let margin = rect.columns >= 40 ? 1 : 0
        let room = rect.columns - 2 * margin
        var urgent = alarm(snapshot).map { isOf(state, snapshot) + $0 }
        if let message = message(state) {
            let dated = isOf(state, snapshot) + message
            urgent = dated.width <= room ? dated : message
        }
        if let urgent, urgent.width > room { return putWhole(urgent, in: rect, of: &frame) }
        let left = urgent ?? mode(state, snapshot, columns: rect.columns)
        // The left part says what matters; the right one only stands where both fit.
        if left.width + right.width + 2 <= room { frame.put(right, row: rect.row, endingAt: rect.right - margin) }
        frame.put(left, row: rect.row, column: margin, width: room)
    }

    /// What must be read whole takes as many of the lines above as it needs, but never most of the window.
    private static func putWhole(_ text: StyledText, in rect: Rect, of frame: inout CellBuffer) {
        let margin = rect.columns >= 40 ? 1 : 0
        let room = rect.columns - 2 * margin
        let lines = WrappedText.lines(of: text.text, width: room, most: max(1, min(5, frame.rows / 5)))
        let box = Rect(row: rect.row - lines.count + 1, column: 0, rows: lines.count, columns: rect.columns)
        frame.fill(box)
        for (index, line) in lines.enumerated() {
            frame.put(line, row: box.row + index, column: margin, width: room, style: text.runs.last?.style ?? .plain)
        }
    }

    private static func draw(_ line: LineInput, _ snapshot: FleetSnapshot, in rect: Rect, of frame: inout CellBuffer) {
        var note = StyledText(line.error, .warning)
        if line.purpose == .goto {
            // Where all of it does not fit elsewhere: how far back one can go, and how much may be kept for it.
            let reach = TimeLine.reach(snapshot.extent).text
            note = StyledText(GotoTime.hint(snapshot.origin) + (reach.isEmpty ? "" : "; " + reach), .dim)
        }
        if !line.candidates.isEmpty { note = StyledText(line.candidates.joined(separator: " "), .dim) }
        let label = rect.columns >= 40 ? " " + line.label : line.label
        let start = frame.put(label, row: rect.row, column: 0, style: .key)
        let least = min(30, max(1, rect.columns / 2))
        let besides = max(0, rect.columns - start - least - 2)
        if note.width > besides, frame.rows >= 10, rect.row > 0 {
            putWhole(note, in: Rect(row: rect.row - 1, column: 0, rows: 1, columns: rect.columns), of: &frame)
            note = ""
        }
        let noteWidth = min(note.width, besides)
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
            return StyledText(recording.isOver ? "RECORDING DAMAGED" : "RECORDING FAILS", .critical)
                .adding(" \(recording.summary.name): \(recording.failure)", .critical)
        }
        return nil
    }

    /// When the values are of that are shown, if not of now: no alarm may hide that.
    private static func isOf(_ state: DashboardState, _ snapshot: FleetSnapshot) -> StyledText {
        state.paused.map { TimeLine.pausedAt($0, snapshot).adding("  ") } ?? ""
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
            let text = StyledText("STALE", .warning)
                .adding("  ? \(names) silent for \(Format.age(oldest)); not in the totals")
            let room = columns - text.width - 2
            guard let alarm = newestAlarm(state, room: room), alarm.width <= room else { return text }
            return text + alarm
        }
        var text = snapshot.nodes.isEmpty ? StyledText("WAITING", .warning) : StyledText("LIVE", .good)
        let alarm = newestAlarm(state, room: columns - text.width - 2)
        if columns >= 70, state.view == .nodes || state.view == .detail {
            let window = StyledText("  window ", .dim).adding(Format.interval(state.window)).adding("  +/-", .key)
                .adding(" zoom", .dim)
            if text.width + window.width + (alarm?.width ?? 0) + 2 <= columns { text = text + window }
        }
        if let alarm {
            text = text + alarm
        } else if let youngest = snapshot.nodes.filter({ $0.state == .live }).map(\.age).min() {
            text.append(columns >= 70 ? "   last sample " : " ", .dim)
            text.append(Format.age(youngest) + (columns >= 70 ? " ago" : ""))
        }
        let reach = TimeLine.reach(snapshot.extent)
        if !reach.isEmpty, text.width + reach.width + 5 <= columns { text = text.adding("   ") + reach }
        return text
    }

    /// The alarm that was raised last, and that there are others; where there is little room in fewer words.
    private static func newestAlarm(_ state: DashboardState, room: Int) -> StyledText? {
        guard let first = state.alarms.newest else { return nil }
        let others = state.alarms.count - 1
        let tails = others > 0 ? [" and \(others) more, see 7 Events", " (+\(others), 7 Events)", " +\(others)"] : [""]
        let forms = tails.map { StyledText("  ").adding("! " + first.text + $0, .critical) }
        return forms.first { $0.width <= room } ?? forms.last
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
