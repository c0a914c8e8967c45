import KubemonMetrics
import KubemonScreen
import KubemonStore

extension TableContext {
    /// The processes of the scope whose values can be shown. There may be ten thousand: nothing is put into words here.
    func processes() -> TableModel {
        let items = ProcessItem.all(in: snapshot, scope: table.scope)
        let columns = processColumns
        var model = TableModel(columns: columns, rows: items.map { row($0, columns: columns) })
        model.treeColumn = columns.firstIndex { $0.name == "command" }
        let isNodeSearched = columns.contains { $0.name == "node" && $0.isSearched }
        model.holds = { items[$0].holds($1, isNodeSearched: isNodeSearched) }
        model.tree = { rows, folded in processTree(items, columns: columns, rows: rows, folded: folded) }
        return model
    }

    private var processColumns: [Column] {
        let span = Sparkline.span(interval: snapshot.interval)
        var columns = [
            Column("pid", "PID", width: 7, priority: 1),
            Column("nspid", "NSPID", width: 5, priority: 12),
            Column("state", "S", width: 1, priority: 2, align: .leading),
            Column("thr", "THR", width: 5, priority: 6),
            Column("cpu", base.title, width: 9, priority: 0, unit: .percent),
            Column("recent", span.title, width: 8, priority: 10, align: .leading, isSortable: false),
            Column("res", "RES", width: 5, priority: 3, unit: .bytes),
            Column("disk", "RD/s  WR/s", width: 11, priority: 7, unit: .bytes, narrow: ("DSK/s", 5)),
            Column("time", "TIME+", width: 9, priority: 5, unit: .time),
            Column("mflt", "MFLT/s", width: 6, priority: 13),
        ]
        var hidden =
            ["comm", "uid", "ns", "pod"].map { Column(hidden: $0) }
            + ["rd", "wr"].map { Column(hidden: $0, unit: .bytes) }
        if table.scope.node != nil || snapshot.nodes.filter({ $0.state != .lost }).count <= 1 {
            // Where all rows are of one machine, its name is no word to find some of them by.
            hidden.append(Column(hidden: "node", isSearched: false))
        } else {
            columns.insert(
                Column("node", "NODE", width: 8, widest: 24, priority: 7, align: .leading, elision: .middle), at: 0)
        }
        if case .container = table.scope {
            hidden.append(Column(hidden: "ctr"))
        } else {
            columns.append(
                Column(
                    "ctr", "CONTAINER", width: 20, widest: snapshot.nodes.count > 1 ? 20 : 32, priority: 8,
                    align: .leading,
                    elision: .middle, isMeasured: false))
        }
        columns.append(
            Column(
                "command", table.isTree ? "COMMAND (tree)" : "COMMAND", width: table.isTree ? 32 : 24, widest: 1000,
                priority: 0, align: .leading, isMeasured: false, narrow: ("COMMAND", 12)))
        return columns + hidden
    }

    private func row(_ item: ProcessItem, columns: [Column]) -> TableRow {
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

    private func cpu(_ item: ProcessItem) -> Double? {
        let cpus = base == .node ? Double(item.node.facts.cpus) : 1
        return cpus > 0 ? item.reading.cpu.map { $0 * 100 / cpus } : nil
    }

    private func value(_ column: String, _ item: ProcessItem) -> TableRow.Value {
        switch column {
        case "pid": return .number(item.pid.map { Double($0) })
        case "nspid": return .number(Double(item.label("ns_pid")))
        case "thr": return .number(item.reading.threads.map { Double($0) })
        case "cpu": return .number(cpu(item))
        case "res": return .number(item.reading.resident.map { Double($0) })
        case "disk":
            let (read, written) = (item.reading.read, item.reading.written)
            return .number(read == nil && written == nil ? nil : (read ?? 0) + (written ?? 0))
        case "rd": return .number(item.reading.read)
        case "wr": return .number(item.reading.written)
        case "time": return .number(item.reading.cpuTime.map { Double($0) / 1e6 })
        case "mflt": return .number(item.reading.majorFaults)
        default:
            meter?.texts += 1
            return .text(text(column, item))
        }
    }

    private func text(_ column: String, _ item: ProcessItem) -> String {
        switch column {
        case "state": item.reading.state.map(String.init) ?? ""
        case "node": item.node.name
        case "ctr": item.container
        case "command": item.command
        case "comm", "uid", "pod": item.label(column)
        case "ns": item.label("namespace")
        default: ""
        }
    }

    private func cell(_ column: String, _ item: ProcessItem, width: Int, _ curves: TableRow.Curves) -> StyledText {
        let reading = item.reading
        switch column {
        case "pid", "nspid":
            let text = item.label(column == "pid" ? "pid" : "ns_pid")
            return StyledText(text.isEmpty ? Format.missing : text, column == "pid" ? .plain : .dim)
        case "state": return Self.state(reading.state)
        case "thr": return StyledText(reading.threads.map { Format.binary(Double($0)) } ?? Format.missing)
        case "cpu": return StyledText(Format.percent(cpu(item)))
        case "recent": return recent(curves[item.key], limit: nil, width: width)
        case "res": return StyledText(Format.binary(reading.resident.map { Double($0) }))
        case "disk": return halves(reading.read, reading.written, width: width)
        case "time": return StyledText(Self.time(reading.cpuTime))
        case "mflt":
            return StyledText(Format.percent(reading.majorFaults), (reading.majorFaults ?? 0) > 0 ? .strong : .plain)
        case "node": return StyledText(item.node.name, .dim)
        case "ctr":
            let name = item.container
            return StyledText(name.isEmpty ? Format.missing : name, .dim)
        case "command": return StyledText(item.command)
        default: return ""
        }
    }

    static func state(_ letter: Character?) -> StyledText {
        guard let letter else { return StyledText(Format.missing, .dim) }
        let style: Style = letter == "R" ? .good : letter == "D" ? .warning : letter == "Z" ? .critical : .dim
        return StyledText(String(letter), style)
    }

    /// CPU time as in htop, in hours: 02:41:11.
    static func time(_ microseconds: UInt64?) -> String {
        guard let seconds = microseconds.map({ $0 / 1_000_000 }) else { return Format.missing }
        return [seconds / 3600, seconds / 60 % 60, seconds % 60].map { Format.padded($0, to: 2) }.joined(separator: ":")
    }
}
