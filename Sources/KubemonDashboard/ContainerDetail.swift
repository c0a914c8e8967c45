import KubemonMetrics
import KubemonScreen
import KubemonStore

/// One container: its history in six graphs, what happened to it, its counters; maximised, every number that is sampled.
struct ContainerDetail {
    let item: ContainerItem
    let snapshot: FleetSnapshot
    let state: DashboardState
    /// The other container that counts the network of its pod, or `nil`.
    let network: ContainerItem?

    init(item: ContainerItem, snapshot: FleetSnapshot, state: DashboardState) {
        self.item = item
        self.snapshot = snapshot
        self.state = state
        network = item.networkOwner(in: snapshot)
    }

    /// How many graphs there are.
    static let graphCount = 6

    func draw(in rect: Rect, of frame: inout CellBuffer) {
        var rest = rect
        let pane = ContainerPane(item: item, snapshot: snapshot, limits: state.limits)
        pane.identity.draw(in: rest.takeTop(1), of: &frame)
        if state.isMaximised {
            if rest.rows >= 12 {
                pane.cpu.draw(in: rest.takeTop(1), of: &frame)
                pane.memory.draw(in: rest.takeTop(1), of: &frame)
            }
            let lines = NodeDetail(node: item.node).lines(of: item.number, .container, columns: rest.columns)
            return Numbers.draw(lines, offset: state.paneOffset, in: rest, of: &frame)
        }
        if rest.rows >= 10 { counters.draw(in: rest.takeBottom(1), of: &frame) }
        if rest.rows >= 12 { drawEvents(in: rest.takeBottom(rest.rows >= 26 ? 3 : 1), of: &frame) }
        let isGrid = rest.columns >= 100 && rest.rows >= 17
        isGrid ? drawGrid(in: rest, of: &frame) : drawStack(in: rest, of: &frame)
    }

    /// Two columns of framed graphs with the time below.
    private func drawGrid(in rect: Rect, of frame: inout CellBuffer) {
        var rest = rect
        let marks = rest.takeBottom(1)
        let axis = rest.takeBottom(1)
        let panels = panels
        let width = (rest.columns - 2) / 2
        let lines = (panels.count + 1) / 2
        let buckets = buckets(columns: width - 2, frame.glyphs)
        for (index, panel) in panels.enumerated() {
            let top = rest.row + rest.rows * (index / 2) / lines
            let bottom = rest.row + rest.rows * (index / 2 + 1) / lines
            let left = rest.column + index % 2 * (width + 2)
            let box = Rect(row: top, column: left, rows: bottom - top, columns: width)
            frame.box(box)
            let caption = StyledText(" ") + panel.caption + StyledText(" ")
            frame.put(caption, row: top, column: left + 2, width: min(caption.width, width - 4))
            let inner = Rect(row: top + 1, column: left + 1, rows: box.rows - 2, columns: width - 2)
            panel.drawCurve(history(of: panel), buckets, in: inner, of: &frame)
        }
        for place in 0..<2 {
            let column = rest.column + place * (width + 2) + 1
            let line = Rect(row: axis.row, column: column, rows: 1, columns: width - 2)
            GraphPanel.drawAxis(buckets, in: line, of: &frame)
            let row = Rect(row: marks.row, column: column, rows: 1, columns: width - 2)
            TimeMarks.draw(events, buckets, in: row, of: &frame)
        }
    }

    /// Graphs below each other, as many as there is room for; the cursor keys bring the others.
    private func drawStack(in rect: Rect, of frame: inout CellBuffer) {
        guard rect.rows >= 2, rect.columns > GraphPanel.axisWidth + 2 else { return }
        var rest = rect
        let axis = rest.takeBottom(rest.rows >= 5 ? 1 : 0)
        let all = panels
        let fitting = min(all.count, max(1, rest.rows / 5))
        let first = max(0, min(state.paneOffset, all.count - fitting))
        let shown = all[first..<first + fitting]
        let buckets = buckets(columns: rest.columns - 1, frame.glyphs)
        for (index, panel) in shown.enumerated() {
            let top = rest.row + rest.rows * index / fitting
            let bottom = rest.row + rest.rows * (index + 1) / fitting
            let part = Rect(row: top, column: rest.column, rows: bottom - top, columns: rest.columns - 1)
            panel.draw(history(of: panel), buckets, in: part, of: &frame)
        }
        let hint = "\(first + 1)-\(first + fitting) of \(all.count) graphs"
        if fitting < all.count, rest.columns >= 70 {
            frame.put(StyledText(hint + "  Up Down", .dim), row: rest.row, endingAt: rest.right - 1)
        }
        var line = axis
        line.columns = rest.columns - 1
        if axis.rows > 0 { GraphPanel.drawAxis(buckets, in: line, of: &frame) }
    }

    private func history(of panel: GraphPanel) -> History {
        let isNetwork = panel.series.contains(History.ContainerSeries.received.rawValue)
        return isNetwork && network != nil ? snapshot.networkHistory : snapshot.subjectHistory
    }

    private func buckets(columns: Int, _ glyphs: GlyphSet) -> TimeBuckets {
        let capacity = Graph.capacity(columns: max(1, columns - GraphPanel.axisWidth), glyphs: glyphs)
        return TimeBuckets(
            window: state.window, count: capacity, end: TimeMarks.newest(snapshot.subjectHistory, snapshot),
            interval: max(snapshot.interval, 1))
    }

    private var events: [FleetEvent] { TimeMarks.events(of: item.node, container: item.number, in: snapshot) }

    private func drawEvents(in rect: Rect, of frame: inout CellBuffer) {
        let own = snapshot.events.filter { $0.isAbout(item.number, of: item.node) }.suffix(rect.rows).reversed()
        var rest = rect
        if own.isEmpty { frame.put("no events of this container yet", row: rest.row, column: 1, style: .dim) }
        for event in own {
            let row = rest.takeTop(1).row
            let end = frame.put(
                StyledText(Format.timeOfDay(event.event.wall) + "  ", .dim).adding(
                    event.event.kind.title, event.event.kind.style), row: row, column: 1)
            frame.put(event.event.text, row: row, column: end + 2, width: max(0, rest.columns - end - 3))
        }
    }

    private var counters: Fields {
        let values = item.values
        var fields = Fields()
        for (name, metric) in [
            ("periods", "cpu_periods"), ("throttled", "cpu_throttled_periods"), ("OOM kills", "memory_oom_kills"),
            ("limit hits", "memory_limit_events"), ("slowed at high", "memory_high_events"),
            ("fork failures", "pids_limit_hits"),
        ] { fields.add(name, values.value(metric).map(Format.grouped) ?? Format.missing) }
        fields.add("faults", Format.percent(values.rate("memory_faults")) + "/s")
        fields.add("pids", values.value("pids").map(String.init) ?? Format.missing)
        return fields
    }
}
