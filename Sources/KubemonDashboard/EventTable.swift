import KubemonMetrics
import KubemonScreen
import KubemonStore

extension TableContext {
    /// What happened, newest first.
    func events() -> TableModel {
        let columns = [
            Column("time", "TIME", width: 20, priority: 0, align: .leading),
            Column("node", "NODE", width: 8, widest: 24, priority: 1, align: .leading, elision: .middle),
            Column("kind", "KIND", width: 17, priority: 2, align: .leading),
            Column("text", "WHAT HAPPENED", width: 10, widest: 1000, priority: 0, align: .leading),
        ]
        // Equal events get a number of their own, so that each can be selected.
        var seen: [FleetEvent: Int] = [:]
        let rows = snapshot.events.map { event in
            let count = seen[event, default: 0]
            seen[event] = count + 1
            return row(event, count: count)
        }
        return TableModel(columns: columns, rows: rows)
    }

    private func row(_ event: FleetEvent, count: Int) -> TableRow {
        let node = event.node.isEmpty ? "collector" : event.node
        let values: [TableRow.Value] = [
            .number(Double(event.event.wall)), .text(node), .text(event.event.kind.rawValue), .text(event.event.text),
        ]
        let id =
            "\(event.event.wall)\u{1F}\(event.node)\u{1F}\(event.event.kind.rawValue)\u{1F}\(event.event.text)\u{1F}\(count)"
        return TableRow(id: RowID(name: id), values: values) { column, _ in
            switch column {
            case 0: StyledText(Format.dateTime(event.event.wall), .dim)
            case 1: StyledText(node)
            case 2: StyledText(event.event.kind.title, event.event.kind.style)
            default: StyledText(event.event.text)
            }
        }
    }
}

extension Event.Kind {
    /// Its name with spaces.
    var title: String { String(rawValue.map { $0 == "_" ? " " : $0 }) }

    /// How much it matters.
    var style: Style {
        switch self {
        case .oomKill, .monitorLost, .gap: .critical
        case .overrun, .clockStep, .unreadable, .spool, .refused, .unknownColumn, .containerRestarted: .warning
        case .marker, .recording: .key
        case .monitorConnected: .good
        case .containerStarted, .containerStopped: .plain
        }
    }

    /// Whether it belongs to the log of connections.
    var isAboutMonitor: Bool {
        switch self {
        case .monitorConnected, .monitorLost, .overrun, .clockStep, .gap, .refused, .unreadable, .spool: true
        default: false
        }
    }
}
