import KubemonMetrics
import KubemonScreen
import KubemonStore

/// Where the parts of a frame are. Rows of the table are the last to go; title and status always stay.
struct Layout {
    var title: Rect
    var tabs: Rect?
    /// Parts above the table: the running recording.
    var head = Rect(row: 0, column: 0, rows: 0, columns: 0)
    /// Table with its header.
    var table: Rect
    /// Rows of the table's header: 0 or 1.
    var headerRows = 1
    /// Whether the sum is shown.
    var hasTotal = false
    /// What is below the table; without rows if there is no room.
    var pane: Rect
    /// Whether the pane says where it is with a rule above it.
    var hasRule = false
    var status: Rect
    var bar: Rect?

    /// Rows of the table that show data.
    var tableRows: Int { max(0, table.rows - headerRows - (hasTotal ? 1 : 0)) }
}

extension DashboardState {
    /// Divides the window.
    func layout(_ snapshot: FleetSnapshot, _ model: TableModel) -> Layout {
        layout(snapshot, model, rows: rows, columns: columns)
    }

    func layout(_ snapshot: FleetSnapshot, _ model: TableModel, rows: Int, columns: Int) -> Layout {
        var rest = Rect(row: 0, column: 0, rows: rows, columns: columns)
        let title = rest.takeTop(1)
        // Below ten rows only title, table and status are left.
        let isSmall = rows < 10
        let tabs = isSmall ? nil : rest.takeTop(1)
        let bar = isSmall ? nil : rest.takeBottom(1)
        let status = rest.takeBottom(1)
        let nothing = Rect(row: rest.bottom, column: 0, rows: 0, columns: columns)
        var layout = Layout(title: title, tabs: tabs, table: rest, pane: nothing, status: status, bar: bar)
        if rest.rows < 2 { layout.headerRows = 0 }
        if (isMaximised && hasPane(snapshot) && !isSmall) || view == .detail {
            layout.pane = rest
            layout.table = Rect(row: rest.row, column: 0, rows: 0, columns: columns)
            return layout
        }
        if isSmall { return layout }
        divide(rest, model, snapshot, &layout)
        return layout
    }

    /// Whether there is more to show than the table.
    private func hasPane(_ snapshot: FleetSnapshot) -> Bool {
        view != .recordings || snapshot.recording != nil
    }

    private func divide(_ body: Rect, _ model: TableModel, _ snapshot: FleetSnapshot, _ layout: inout Layout) {
        var body = body
        if view == .recordings, let recording = snapshot.recording {
            let wanted = RecordingPanel.height(recording, columns: body.columns)
            // The list below keeps three rows at least.
            layout.head = body.takeTop(min(wanted, max(0, body.rows - 4)))
        }
        layout.hasTotal = model.total != nil && body.rows >= 8
        let wanted = layout.headerRows + max(1, model.rows.count) + (layout.hasTotal ? 1 : 0)
        let pane = paneRows
        // Where there are no rows, what is said in their place has all the room.
        guard body.rows >= pane.least + 5, pane.least > 0, !model.rows.isEmpty else {
            layout.table = body
            return
        }
        // The table takes what it needs up to half; the pane takes the rest, up to what it can use.
        let most = max(4, min(body.rows - pane.least - 1, max(body.rows / 2, body.rows - pane.most - 1)))
        layout.table = body.takeTop(pane.isBelowAll ? body.rows - pane.least - 1 : min(wanted, most))
        layout.pane = body
        layout.hasRule = true
    }

    /// Rows that the pane of the view needs and can use, rule excluded.
    private var paneRows: (least: Int, most: Int, isBelowAll: Bool) {
        switch view {
        case .nodes: (6, 1000, false)
        case .monitors: (4, 1000, false)
        case .events: (2, 2, true)
        case .containers: (3, 3, true)
        case .processes: (4, 4, true)
        case .recordings, .detail: (0, 0, false)
        }
    }
}
