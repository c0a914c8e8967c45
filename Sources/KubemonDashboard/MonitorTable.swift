import KubemonMetrics
import KubemonScreen
import KubemonStore

extension TableContext {
    /// The connections, those that ended included.
    func monitors() -> TableModel {
        let columns = [
            Column("node", "NODE", width: 8, widest: 32, priority: 0, align: .leading, elision: .middle),
            Column("address", "ADDRESS", width: 17, widest: 46, priority: 4, align: .leading, elision: .middle),
            Column("state", "STATE", width: 5, priority: 0, align: .leading),
            Column("up", "UP", width: 8, widest: 12, priority: 7, unit: .time),
            Column("age", "AGE", width: 6, priority: 1, unit: .time),
            Column("rtt", "RTT", width: 6, priority: 3, unit: .time),
            Column("skew", "SKEW", width: 7, priority: 2, unit: .time),
            Column("interval", "INTV", width: 5, priority: 9, unit: .time),
            Column("traffic", "B/s", width: 6, priority: 5, unit: .bytes),
            Column("dropped", "DROP", width: 5, priority: 5),
            Column("overruns", "OVR", width: 4, priority: 10),
            Column("reconnects", "RC", width: 3, priority: 6),
            Column("cpu", "CPU%core", width: 8, priority: 8, unit: .percent),
            Column("memory", "RSS", width: 6, priority: 8, unit: .bytes),
            Column("key", "KEY", width: 8, widest: 24, priority: 8, align: .leading, elision: .middle),
            Column("version", "VERSION", width: 8, widest: 12, priority: 11, align: .leading),
        ]
        let rows = snapshot.nodes.flatMap { node in
            node.monitors.enumerated().map { row($1, index: $0, of: node) }
        }
        return TableModel(columns: columns, rows: rows)
    }

    private func row(_ monitor: MonitorSnapshot, index: Int, of node: NodeSnapshot) -> TableRow {
        let state = Self.state(of: monitor, on: node)
        let up = snapshot.wall > monitor.since ? snapshot.wall - monitor.since : 0
        let isOpen = monitor.isConnected
        let values: [TableRow.Value] = [
            .text(node.name), .text(monitor.address), .text(state), .number(Double(up) / 1e9),
            .number(Double(monitor.silence) / 1e9),
            .number(isOpen ? monitor.roundTrip.map { Double($0) / 1e9 } : nil),
            .number(isOpen ? monitor.clockOffset.map { Double($0) / 1e9 } : nil),
            .number(Double(monitor.interval) / 1e9),
            .number(isOpen ? monitor.bytesPerSecond : nil), .number(Double(monitor.dropped)),
            .number(Double(monitor.overruns)), .number(Double(monitor.reconnects)), .number(isOpen ? monitor.cpu : nil),
            .number(isOpen ? monitor.resident.map { Double($0) } : nil), .text(monitor.key ?? ""),
            .text(monitor.version),
        ]
        let stateStyle = Self.style(ofState: state)
        // The epoch changes at every start of the monitor; what stays is the place among its node's monitors.
        return TableRow(id: RowID(node: node.name, name: "", number: UInt64(index)), values: values) { column, _ in
            switch column {
            case 0: StyledText(node.name)
            case 1: StyledText(monitor.address, .dim)
            case 2: StyledText(state, stateStyle)
            case 3: StyledText(isOpen ? Format.clockDuration(up) : Format.missing)
            case 4: StyledText(Format.age(monitor.silence), stateStyle == .good ? .dim : stateStyle)
            case 5: StyledText(isOpen ? Format.latency(monitor.roundTrip) : Format.missing)
            case 6: StyledText(isOpen ? Format.offset(monitor.clockOffset) : Format.missing, Self.skewStyle(monitor))
            case 7: StyledText(Format.interval(monitor.interval))
            case 8: StyledText(isOpen ? Format.binary(monitor.bytesPerSecond) : Format.missing)
            case 9: StyledText(String(monitor.dropped), monitor.dropped > 0 ? .warning : .plain)
            case 10: StyledText(String(monitor.overruns), monitor.overruns > 0 ? .warning : .plain)
            case 11: StyledText(String(monitor.reconnects))
            case 12: StyledText(isOpen ? Format.percent(monitor.cpu) : Format.missing)
            case 13: StyledText(isOpen ? Format.binary(monitor.resident.map { Double($0) }) : Format.missing)
            case 14: Self.access(monitor)
            default: StyledText(monitor.version, .dim)
            }
        }
    }

    static func state(of monitor: MonitorSnapshot, on node: NodeSnapshot) -> String {
        guard monitor.isConnected else { return "LOST" }
        switch node.state {
        case .live: return "live"
        case .stale: return "STALE"
        case .lost: return "LOST"
        }
    }

    static func style(ofState state: String) -> Style {
        state == "live" ? .good : state == "STALE" ? .warning : .critical
    }

    private static func skewStyle(_ monitor: MonitorSnapshot) -> Style {
        guard let offset = monitor.clockOffset, monitor.isConnected, monitor.interval > 0 else { return .plain }
        // Half an interval puts a sample into the wrong slot.
        return offset.magnitude >= monitor.interval / 2 ? .warning : .plain
    }

    /// Which key the connection used. A recording does not know.
    private static func access(_ monitor: MonitorSnapshot) -> StyledText {
        if monitor.address.isEmpty { return StyledText(Format.missing, .dim) }
        return StyledText(monitor.key ?? "plain", monitor.key == nil ? .warning : .dim)
    }
}
