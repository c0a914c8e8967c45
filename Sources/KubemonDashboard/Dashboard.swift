import KubemonMetrics
public import KubemonScreen
public import KubemonStore

/// The console as a pure function.
public enum Dashboard {
    /// Draws a frame of the given size; any size is fine.
    public static func render(
        _ state: DashboardState, _ snapshot: FleetSnapshot, rows: Int, columns: Int
    ) -> CellBuffer {
        render(state, snapshot, rows: rows, columns: columns, meter: nil)
    }

    /// The same; `meter` counts what is put into words for it.
    package static func render(
        _ state: DashboardState, _ snapshot: FleetSnapshot, rows: Int, columns: Int, meter: FormatMeter?
    ) -> CellBuffer {
        var frame = CellBuffer(rows: rows, columns: columns, glyphs: state.glyphs)
        guard rows > 0, columns > 0 else { return frame }
        // While paused the title still shows the recording and the clock as they are.
        let shown = state.paused ?? snapshot
        let model = state.model(shown, meter: meter)
        let layout = state.layout(shown, model, rows: rows, columns: columns)
        drawBody(state, shown, model, layout, &frame)
        TitleBar.draw(snapshot, alarms: state.alarms.count, in: layout.title, of: &frame)
        if let tabs = layout.tabs { TabBar.draw(state, shown, model, in: tabs, of: &frame) }
        if rows > 1 { StatusLine.draw(state, snapshot, isTiny: layout.bar == nil, in: layout.status, of: &frame) }
        if let bar = layout.bar { FunctionBar.draw(in: bar, of: &frame) }
        if let dialog = state.dialog {
            DialogView.draw(dialog, state, snapshot, in: dialogArea(rows: rows, columns: columns), of: &frame)
        }
        return frame
    }

    /// Where dialogs are: title and status stay.
    static func dialogArea(rows: Int, columns: Int) -> Rect {
        Rect(row: rows > 4 ? 1 : 0, column: 0, rows: rows > 4 ? rows - 2 : rows, columns: columns)
    }

    private static func drawBody(
        _ state: DashboardState, _ snapshot: FleetSnapshot, _ model: TableModel, _ layout: Layout,
        _ frame: inout CellBuffer
    ) {
        if let recording = snapshot.recording, !layout.head.isEmpty {
            RecordingPanel(recording: recording, snapshot: snapshot, glyphs: state.glyphs).draw(
                in: layout.head, of: &frame)
        }
        var more = StyledText()
        if state.view != .detail {
            let view = TableView(
                model: model, state: state.table, hints: hints(state, snapshot, model), glyphs: state.glyphs,
                curves: snapshot.recentCPU)
            view.draw(in: layout.table, layout: layout, of: &frame)
            if state.view == .nodes { more = view.hidden(in: layout.table, layout: layout) }
        }
        var pane = layout.pane
        if !layout.hasRule, layout.hasTotal, !more.isEmpty {
            // Their sum is the lesser loss.
            let line = Rect(row: layout.table.bottom - 1, column: 0, rows: 1, columns: layout.table.columns)
            frame.fill(line)
            frame.put(more, row: line.row, column: 2, width: max(0, line.columns - 2))
        }
        if layout.hasRule {
            let rule = pane.takeTop(1)
            frame.rule(row: rule.row)
            if !more.isEmpty { frame.put(more, row: rule.row, column: 2, width: max(0, rule.columns - 2)) }
        }
        guard !pane.isEmpty else { return }
        let index = model.selection(id: state.paneRow, near: state.table.index)
        let row = model.rows.indices.contains(index) ? model.rows[index] : nil
        switch state.view {
        case .nodes:
            if let node = snapshot.nodes.first(where: { $0.name == row?.id.node }) {
                NodePane(node: node, snapshot: snapshot, state: state).draw(in: pane, of: &frame)
            }
        case .monitors: MonitorPane(id: row?.id, snapshot: snapshot).draw(in: pane, of: &frame)
        case .events:
            if let row { EventPane.draw(row, in: pane, of: &frame) }
        case .recordings:
            if state.isMaximised, let recording = snapshot.recording {
                RecordingPanel(recording: recording, snapshot: snapshot, glyphs: state.glyphs).draw(
                    in: pane, of: &frame)
            }
        case .containers where row?.entity?.kind == .process, .processes:
            if let id = row?.id, let item = ProcessItem.find(id, in: snapshot) {
                drawNumbers(item.node, item.number, .process, below: 4, state, in: pane, of: &frame) {
                    ProcessPane(item: item).draw(in: $0, of: &$1)
                }
            }
        case .containers:
            if let id = row?.id, let item = ContainerItem.find(id, in: snapshot) {
                drawNumbers(item.node, item.number, .container, below: 3, state, in: pane, of: &frame) {
                    ContainerPane(item: item, snapshot: snapshot, limits: state.limits).draw(in: $0, of: &$1)
                }
            } else if let row {
                frame.put(row.summary, row: pane.row, column: 1, width: pane.columns - 1)
            }
        case .detail: DetailPane(snapshot: snapshot, state: state).draw(in: pane, of: &frame)
        }
    }

    /// The lines of a pane and, where it is maximised, every number that is sampled of the row.
    private static func drawNumbers(
        _ node: NodeSnapshot, _ number: UInt32, _ kind: EntityKind, below lines: Int, _ state: DashboardState,
        in rect: Rect, of frame: inout CellBuffer, head: (Rect, inout CellBuffer) -> Void
    ) {
        var rest = rect
        head(rest.takeTop(lines), &frame)
        guard state.isMaximised else { return }
        let numbers = NodeDetail(node: node).lines(of: number, kind, columns: rest.columns)
        Numbers.draw(numbers, offset: state.paneOffset, in: rest, of: &frame)
    }

    /// What an empty table says.
    private static func hints(_ state: DashboardState, _ snapshot: FleetSnapshot, _ model: TableModel) -> [String] {
        if state.view == .nodes || state.view == .monitors, model.unfilteredCount == 0 {
            return FirstSteps.lines(snapshot)
        }
        return [hint(state, snapshot, model)]
    }

    private static func hint(_ state: DashboardState, _ snapshot: FleetSnapshot, _ model: TableModel) -> String {
        if model.unfilteredCount > 0 {
            if state.table.filter.isEmpty { return "nothing here used CPU; a shows all" }
            return "no row passes the filter \(state.table.filter); Esc clears it"
        }
        let isPlayed = snapshot.origin.playback != nil
        switch state.view {
        case .containers, .processes:
            let isLost = snapshot.nodes.contains { $0.name == state.table.scope.node && $0.state == .lost }
            if isLost { return "this node is lost; its rows come back with its monitor (6 Monitors)" }
            guard state.view == .containers else { return "no processes are sampled here" }
            return isPlayed
                ? "no containers at that time"
                : "no containers; monitors with --all-cgroups send services and sessions like them"
        case .detail, .nodes, .monitors: return ""
        case .recordings: return "no recordings in \(snapshot.collector.dataDirectory); R starts one"
        case .events: return "nothing has happened yet"
        }
    }
}
