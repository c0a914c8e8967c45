import KubemonMetrics
public import KubemonScreen
public import KubemonStore

/// The console as a pure function.
public enum Dashboard {
    /// Draws a frame of the given size; any size is fine.
    public static func render(
        _ state: DashboardState, _ snapshot: FleetSnapshot, rows: Int, columns: Int
    ) -> CellBuffer {
        var frame = CellBuffer(rows: rows, columns: columns, glyphs: state.glyphs)
        guard rows > 0, columns > 0 else { return frame }
        // While paused the title still shows the recording and the clock as they are.
        let shown = state.paused ?? snapshot
        let model = state.model(shown)
        let layout = state.layout(shown, model, rows: rows, columns: columns)
        drawBody(state, shown, model, layout, &frame)
        TitleBar.draw(snapshot, in: layout.title, of: &frame)
        if let tabs = layout.tabs { TabBar.draw(state, model, in: tabs, of: &frame) }
        if rows > 1 { StatusLine.draw(state, snapshot, isTiny: layout.bar == nil, in: layout.status, of: &frame) }
        if let bar = layout.bar { FunctionBar.draw(in: bar, of: &frame) }
        if let dialog = state.dialog {
            let area = Rect(row: rows > 4 ? 1 : 0, column: 0, rows: rows > 4 ? rows - 2 : rows, columns: columns)
            DialogView.draw(dialog, state, snapshot, in: area, of: &frame)
        }
        return frame
    }

    private static func drawBody(
        _ state: DashboardState, _ snapshot: FleetSnapshot, _ model: TableModel, _ layout: Layout,
        _ frame: inout CellBuffer
    ) {
        if let recording = snapshot.recording, !layout.head.isEmpty {
            RecordingPanel(recording: recording, snapshot: snapshot, glyphs: state.glyphs).draw(
                in: layout.head, of: &frame)
        }
        let view = TableView(model: model, state: state.table, hint: hint(state, snapshot, model))
        view.draw(in: layout.table, layout: layout, of: &frame)
        var pane = layout.pane
        if layout.hasRule { frame.rule(row: pane.takeTop(1).row) }
        guard !pane.isEmpty else { return }
        let index = model.selection(id: state.table.selection, near: state.table.index)
        let id = model.rows.indices.contains(index) ? model.rows[index].id : nil
        switch state.view {
        case .nodes:
            if let node = snapshot.nodes.first(where: { $0.name == id }) {
                NodePane(node: node, snapshot: snapshot, state: state).draw(in: pane, of: &frame)
            }
        case .monitors: MonitorPane(id: id, snapshot: snapshot).draw(in: pane, of: &frame)
        case .events:
            if model.rows.indices.contains(index) { EventPane.draw(model.rows[index], in: pane, of: &frame) }
        case .recordings:
            if state.isMaximised, let recording = snapshot.recording {
                RecordingPanel(recording: recording, snapshot: snapshot, glyphs: state.glyphs).draw(
                    in: pane, of: &frame)
            }
        case .containers: break
        }
    }

    /// What an empty table says.
    private static func hint(_ state: DashboardState, _ snapshot: FleetSnapshot, _ model: TableModel) -> String {
        if model.unfilteredCount > 0 { return "no row passes the filter \(state.table.filter); Esc clears it" }
        switch state.view {
        case .nodes:
            let address = snapshot.collector.monitorAddress
            return "no monitor has connected yet" + (address.isEmpty ? "" : "; this collector listens on \(address)")
        case .containers: return "no containers"
        case .recordings: return "no recordings in \(snapshot.collector.dataDirectory); R starts one"
        case .monitors: return "no monitor has connected yet"
        case .events: return "nothing has happened yet"
        }
    }
}
