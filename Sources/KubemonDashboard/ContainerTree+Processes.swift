import KubemonMetrics
import KubemonScreen
import KubemonStore

extension TableContext {
    /// The processes of a container as rows of the table of containers, and the row that each stands below.
    func processes(of container: ContainerItem, columns: [Column]) -> [(row: TableRow, parent: RowID)] {
        let scope = Scope.container(container.id, shortID: container.labels.shortID, name: "")
        let items = ProcessItem.all(in: snapshot, scope: scope).sorted {
            ($0.pid ?? 0, $0.number) < ($1.pid ?? 0, $1.number)
        }
        let ids = Dictionary(items.map { ($0.pid ?? 0, $0.id) }, uniquingKeysWith: { first, _ in first })
        return items.map { item in
            let parent = item.reading.parent.flatMap { $0 == item.pid ? nil : ids[$0] }
            return (row(item, columns: columns), parent ?? container.id)
        }
    }

    private func row(_ item: ProcessItem, columns: [Column]) -> TableRow {
        let meter = meter
        var row = TableRow(id: item.id) { column in
            value(columns[column].name, item)
        } cell: { column, width, curves in
            meter?.texts += 1
            return cell(columns[column].name, item, width: width, curves)
        }
        row.isDim = item.node.state == .stale
        row.entity = item.key
        return row
    }

    /// Command lines are too long for what a tree leaves of the column; the pane has them.
    private func name(_ item: ProcessItem) -> String { item.label("pid") + " " + item.label("comm") }

    /// No process has a limit of its own.
    private func cpu(_ item: ProcessItem) -> Double? {
        switch base {
        case .core: item.reading.cpu.map { $0 * 100 }
        case .limit: nil
        case .node:
            item.reading.cpu.flatMap { item.node.facts.cpus > 0 ? $0 * 100 / Double(item.node.facts.cpus) : nil }
        }
    }

    private func value(_ column: String, _ item: ProcessItem) -> TableRow.Value {
        let reading = item.reading
        return switch column {
        case "state": .text(reading.state.map(String.init) ?? "")
        case "node": .text(item.node.name)
        case "name": .text(name(item))
        case "cpu": .number(cpu(item))
        case "mem": .number(reading.resident.map { Double($0) })
        case "pids": .number(reading.threads.map { Double($0) })
        case "rd": .number(reading.read)
        case "wr": .number(reading.written)
        default: .text("")
        }
    }

    private func cell(_ column: String, _ item: ProcessItem, width: Int, _ curves: TableRow.Curves) -> StyledText {
        let reading = item.reading
        switch column {
        case "state": return Self.state(reading.state)
        case "node": return StyledText(item.node.name, .dim)
        case "name": return StyledText(name(item))
        case "cpu": return StyledText(Format.percent(cpu(item)))
        case "mem": return StyledText(Format.binary(reading.resident.map { Double($0) }))
        case "pids": return StyledText(reading.threads.map { Format.binary(Double($0)) } ?? Format.missing)
        case "disk": return halves(reading.read, reading.written, width: width)
        case "recent": return recent(curves[item.key], limit: nil, width: width)
        // Only containers have these.
        default: return ""
        }
    }
}
