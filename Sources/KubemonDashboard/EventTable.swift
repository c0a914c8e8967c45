import KubemonMetrics
import KubemonScreen
import KubemonStore

extension TableContext {
    /// One line of the list.
    private struct Line {
        var wall: UInt64
        var node: String
        /// As it is filtered and saved.
        var kind: String
        var style: Style
        var text: String
        /// Equal ones: a machine may have several monitors, and each says it.
        var count = 1

        init(_ event: FleetEvent) {
            (wall, node, text) = (event.event.wall, event.node.isEmpty ? "collector" : event.node, event.event.text)
            (kind, style) = (event.event.kind.rawValue, event.event.kind.style)
        }

        init(_ entry: AlarmBook.Entry) {
            (wall, node, text) = (entry.wall, entry.node.isEmpty ? "collector" : entry.node, entry.text)
            (kind, style) = entry.isRaise ? ("alarm", .critical) : ("alarm_over", .good)
        }

        func isSame(as other: Line) -> Bool {
            (node, kind, text) == (other.node, other.kind, other.text)
                && wall / DashboardState.second == other.wall / DashboardState.second
        }
    }

    private static var day: UInt64 { 86_400 * DashboardState.second }

    /// What happened, newest first.
    func events() -> TableModel {
        let lines = lines
        // The date is only worth its room where there are several.
        let isToday = lines.allSatisfy { $0.wall / Self.day == snapshot.wall / Self.day }
        let longest = lines.reduce(8) { max($0, $1.kind.utf8.count) }
        let columns = [
            Column("time", "TIME", width: isToday ? 9 : 20, priority: 0, align: .leading),
            Column(
                "node", "NODE", width: 8, widest: 24, priority: 1, align: .leading, elision: .middle,
                narrow: ("NODE", 6)),
            Column("kind", "KIND", width: longest, priority: 2, align: .leading, narrow: ("KIND", 9)),
            Column(
                "text", "WHAT HAPPENED", width: 24, widest: 1000, priority: 0, align: .leading, narrow: ("WHAT", 16)),
        ]
        // Equal events get a number of their own, so that each can be selected.
        var seen: [RowID: UInt64] = [:]
        let rows = lines.map { line in
            var id = RowID(node: line.node, name: "\(line.wall)\u{1F}\(line.kind)\u{1F}\(line.text)")
            id.number = seen[id, default: 0]
            seen[RowID(node: id.node, name: id.name)] = id.number + 1
            return row(line, id)
        }
        return TableModel(columns: columns, rows: rows)
    }

    /// Events and alarms in the order of time, equal ones that follow each other as one.
    private var lines: [Line] {
        var lines: [Line] = []
        let alarms = alarms.log.filter { $0.wall <= snapshot.wall }.map(Line.init)
        let all = snapshot.events.map(Line.init) + alarms
        for line in all.enumerated().sorted(by: { ($0.element.wall, $0.offset) < ($1.element.wall, $1.offset) }) {
            if let last = lines.last, last.isSame(as: line.element) {
                lines[lines.count - 1].count += 1
            } else {
                lines.append(line.element)
            }
        }
        return lines
    }

    private func row(_ line: Line, _ id: RowID) -> TableRow {
        let text = line.text + (line.count > 1 ? "  (\(line.count) times)" : "")
        let values: [TableRow.Value] = [.time(line.wall), .text(line.node), .text(line.kind), .text(text)]
        return TableRow(id: id, values: values) { column, width in
            switch column {
            case 0: StyledText(width < 20 ? Format.timeOfDay(line.wall) : Format.dateTime(line.wall), .dim)
            case 1: StyledText(line.node)
            case 2: StyledText(String(line.kind.map { $0 == "_" ? " " : $0 }), line.style)
            default: StyledText(text)
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
        case .overrun, .clockStep, .clockAhead, .unreadable, .spool, .refused, .unknownColumn, .containerRestarted:
            .warning
        case .marker, .recording: .key
        case .monitorConnected: .good
        case .containerStarted, .containerStopped: .plain
        }
    }

    /// Whether it belongs to the log of connections.
    var isAboutMonitor: Bool {
        switch self {
        case .monitorConnected, .monitorLost, .overrun, .clockStep, .clockAhead, .gap, .refused, .unreadable, .spool:
            true
        default: false
        }
    }
}
