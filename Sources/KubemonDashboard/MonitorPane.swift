import KubemonMetrics
import KubemonScreen
import KubemonStore

/// The selected connection in words, and the log of all connections, newest first.
struct MonitorPane {
    let id: RowID?
    let snapshot: FleetSnapshot

    func draw(in rect: Rect, of frame: inout CellBuffer) {
        var rest = rect
        for line in detail where !rest.isEmpty {
            frame.put(line, row: rest.takeTop(1).row, column: 1, width: rest.columns - 1)
        }
        guard rest.rows >= 2 else { return }
        if rest.rows >= 6 { _ = rest.takeTop(1) }
        frame.put("log of connections", row: rest.takeTop(1).row, column: 1, style: .heading)
        let log = Self.log(of: snapshot).suffix(rest.rows).reversed()
        for entry in log {
            let text = StyledText(Format.timeOfDay(entry.event.wall) + "  ", .dim)
                .adding(entry.node.isEmpty ? "collector" : entry.node, entry.event.kind.style).adding(
                    "  " + entry.event.text)
            frame.put(text, row: rest.takeTop(1).row, column: 3, width: rest.columns - 3)
        }
    }

    /// What happened to connections; a node's monitors say the same at the same time, which is one line.
    private static func log(of snapshot: FleetSnapshot) -> [FleetEvent] {
        var log: [FleetEvent] = []
        for event in snapshot.events where event.event.kind.isAboutMonitor {
            let second = event.event.wall / DashboardState.second
            let isSame =
                log.last.map {
                    ($0.node, $0.event.kind, $0.event.text) == (event.node, event.event.kind, event.event.text)
                        && $0.event.wall / DashboardState.second == second
                } ?? false
            if !isSame { log.append(event) }
        }
        return log
    }

    private var detail: [StyledText] {
        guard let id, let node = snapshot.nodes.first(where: { $0.name == id.node }),
            let index = Int(exactly: id.number), node.monitors.indices.contains(index)
        else { return [] }
        let monitor = node.monitors[index]
        let state = TableContext.state(of: monitor, on: node)
        var first = StyledText(node.name, .title).adding("  ").adding(state, TableContext.style(ofState: state))
        first.append(monitor.isConnected ? "  connected since " : "  ended at ", .dim)
        first.append(Format.dateTime(monitor.since))
        // A recording knows neither.
        if !monitor.address.isEmpty {
            first.append(monitor.isConnected ? "  from " : "  last address ", .dim)
            first.append(monitor.address)
            first.append(monitor.key.map { "  TLS with key \($0)" } ?? "  plain TCP", .dim)
        }
        var second = StyledText("samples ", .dim).adding(monitor.kinds.map(\.tableName).joined(separator: " "))
        second.append("  version ", .dim)
        second.append(monitor.version)
        if !snapshot.collector.version.isEmpty, monitor.version != snapshot.collector.version, !monitor.version.isEmpty
        {
            second.append(" (collector \(snapshot.collector.version))", .warning)
        }
        second.append("  epoch ", .dim)
        second.append(String(monitor.epoch, radix: 16))
        second.append("  last number ", .dim)
        second.append(Format.grouped(monitor.sequence))
        let third = StyledText("host ", .dim).adding(node.facts.kernel).adding("  " + node.facts.operatingSystem)
            .adding("  boot ", .dim).adding(String(node.facts.bootID.prefix(8)))
        return [first, second, third]
    }
}
