import KubemonMetrics
import KubemonScreen
import KubemonStore

extension TableContext {
    /// The machines, one per row, and their sum.
    func nodes() -> TableModel {
        let columns =
            [
                Column("node", "NODE", width: 9, widest: 40, priority: 0, align: .leading, elision: .middle),
                Column("age", "AGE", width: 5, priority: 1, unit: .time),
                Column("cpu", base.title, width: 8, priority: 0, unit: .percent),
                Column("cpubar", "", width: 8, widest: 20, priority: 6, align: .leading, isSortable: false),
                Column("cores", "CORES", width: 8, priority: 9),
                Column("recent", "RECENT", width: 8, widest: 30, priority: 10, isSortable: false),
                Column("memory", "MEM%", width: 5, priority: 0, unit: .percent, sibling: "used"),
                Column("membar", "", width: 8, widest: 20, priority: 7, align: .leading, isSortable: false),
                Column("used", "USED/TOTAL", width: 10, priority: 8, unit: .bytes, sibling: "memory"),
                Column("pressure", "PSI c/m/i", width: 9, priority: 5, unit: .percent),
                Column("load", "LOAD", width: 5, priority: 11),
                Column("network", "NET rx/tx", width: 11, priority: 3, unit: .bytes, narrow: ("NET", 5)),
                Column("disk", "DISK r/w", width: 11, priority: 4, unit: .bytes, narrow: ("DISK", 5)),
                Column("containers", "CTR", width: 3, priority: 2),
                Column("recorded", "R", width: 1, priority: 1, align: .leading, isSortable: false),
            ] + ["rx", "tx", "rd", "wr"].map { Column(hidden: $0, unit: .bytes) }
        let rows = snapshot.nodes.map { row($0, columns: columns) }
        return TableModel(columns: columns, rows: rows, total: total(columns: columns))
    }

    private func row(_ node: NodeSnapshot, columns: [Column]) -> TableRow {
        let reading = node.shownReading
        let isLost = node.state == .lost
        let factor = base == .core ? Double(node.facts.cpus) : 1
        let values: [TableRow.Value] = [
            .text(node.name), .number(Double(node.age) / 1e9), .number(reading?.cpu.map { $0 * factor }), .text(""),
            .number(reading?.cpu.map { $0 * Double(node.facts.cpus) / 100 }), .text(""), .number(reading?.memory),
            .text(""),
            .number(reading?.memoryUsed.map { Double($0) }), .number(reading?.pressure.compactMap(\.self).max()),
            .number(reading?.load.first ?? nil), .number(sum(reading?.received, reading?.sent)),
            .number(sum(reading?.read, reading?.written)),
            .number(isLost ? nil : node.table(.container).map { Double($0.current.rowCount) }), .text(""),
            .number(reading?.received), .number(reading?.sent), .number(reading?.read), .number(reading?.written),
        ]
        var row = TableRow(id: RowID(node: node.name, name: ""), values: values) { column, width in
            let name = columns[column].name
            switch name {
            case "node": return StyledText(node.name, isLost ? .critical : .plain)
            case "age": return age(of: node)
            case "recent": return StyledText(recent(node, width: width), .graph)
            case "recorded": return recordedMark(node)
            case "containers":
                guard case .number(let count) = values[column] else { return "" }
                return StyledText(count.map { Format.decimal($0, digits: 0) } ?? Format.missing)
            default:
                guard let reading else { return StyledText(Format.missing, .dim) }
                return cell(name, reading, cpus: node.facts.cpus, width: width)
            }
        }
        row.isDim = node.state == .stale
        row.isAlarmed = alarmedRows.contains(row.id)
        if isLost { row.notice = lostNotice(node) }
        return row
    }

    /// The text of one value; shared by nodes and their sum.
    private func cell(_ name: String, _ reading: NodeReading, cpus: UInt32, width: Int) -> StyledText {
        switch name {
        case "cpu":
            let factor = base == .core ? Double(cpus) : 1
            return percent(reading.cpu, shown: reading.cpu.map { $0 * factor })
        case "cpubar": return bar(reading.cpu, width: width)
        case "cores":
            guard let cpu = reading.cpu else { return StyledText(Format.missing, .dim) }
            let busy = cpu * Double(cpus) / 100
            return StyledText(Format.decimal(busy, digits: busy < 99.95 ? 1 : 0)).adding("/\(cpus)", .dim)
        case "memory": return percent(reading.memory, shown: reading.memory)
        case "membar": return bar(reading.memory, width: width)
        case "used":
            guard let used = reading.memoryUsed, let total = reading.memoryTotal else {
                return StyledText(Format.missing, .dim)
            }
            return quantity(used, of: total)
        case "pressure": return pressure(reading)
        case "load": return StyledText(Format.number(reading.load.first ?? nil))
        case "network": return pair(reading.received, reading.sent, width: width)
        case "disk": return pair(reading.read, reading.written, width: width)
        default: return ""
        }
    }

    private func percent(_ level: Double?, shown: Double?) -> StyledText {
        guard let level, let shown else { return StyledText(Format.missing, .dim) }
        // Colour alone does not say it: the sign changes too.
        return StyledText(Format.percent(shown) + (level >= 90 ? "!" : "%"), Style.level(level))
    }

    private func bar(_ level: Double?, width: Int) -> StyledText {
        guard let level else { return "" }
        let bar = glyphs.bar(level / 100, width: width)
        return StyledText(bar.filled, Style.level(level, normal: .good)).adding(bar.empty, .border)
    }

    /// Used and total in one unit: 156/256G.
    private func quantity(_ used: UInt64, of total: UInt64) -> StyledText {
        let (left, right) = (Format.binary(Double(used)), Format.binary(Double(total)))
        let sameUnit = left.last == right.last && left.last?.isLetter == true
        return StyledText(sameUnit ? String(left.dropLast()) : left).adding("/" + right, .dim)
    }

    private func pressure(_ reading: NodeReading) -> StyledText {
        var text = StyledText()
        for (index, value) in reading.pressure.enumerated() {
            text.append(index == 0 ? "" : "/")
            let style = limits.style(.pressureCPU, value, warning: 10)
            text.append(value.map { Format.decimal($0, digits: 0) } ?? Format.missing, style)
        }
        return text
    }

    /// Both directions, or their sum where there is no room for both.
    private func pair(_ left: Double?, _ right: Double?, width: Int) -> StyledText {
        if width < 9 { return StyledText(Format.binary(sum(left, right))) }
        return StyledText(Format.binary(left) + "/" + Format.binary(right))
    }

    private func sum(_ left: Double?, _ right: Double?) -> Double? {
        left == nil && right == nil ? nil : (left ?? 0) + (right ?? 0)
    }

    private func age(of node: NodeSnapshot) -> StyledText {
        switch node.state {
        case .live: StyledText(Format.age(node.age), .dim)
        case .stale: StyledText(Format.age(node.age) + "!", .warning)
        case .lost: StyledText(Format.age(node.age) + "!", .critical)
        }
    }

    private func recent(_ node: NodeSnapshot, width: Int) -> String {
        String(node.recentCPU.suffix(width).map { glyphs.spark($0.isNaN ? nil : Double($0) / 100) })
    }

    private func lostNotice(_ node: NodeSnapshot) -> StyledText {
        let since = node.monitors.map(\.since).max() ?? node.lastTick
        let text = StyledText("LOST", .critical).adding(" \(Format.timeOfDay(since))")
        return text.adding(", \(Counted.text(node.reconnects, "reconnect")), values hidden (6 Monitors)", .dim)
    }

    private func recordedMark(_ node: NodeSnapshot) -> StyledText {
        guard let part = recorded(node.name) else { return "" }
        if node.state != .live || part.gaps > 0 { return StyledText("!", .warning) }
        return StyledText(String(glyphs.recordingDot), .good)
    }

    /// The sum over the nodes whose values are current.
    private func total(columns: [Column]) -> TableRow? {
        let live = snapshot.nodes.filter { $0.state == .live && $0.reading != nil }
        guard snapshot.nodes.count > 1 else { return nil }
        let cpus = live.reduce(UInt32(0)) { $0 &+ $1.facts.cpus }
        var sum = NodeReading.none
        let busy = live.compactMap { node in node.reading?.cpu.map { $0 * Double(node.facts.cpus) } }
        if !busy.isEmpty, cpus > 0 { sum.cpu = busy.reduce(0, +) / Double(cpus) }
        let used = live.compactMap { $0.reading?.memoryUsed }
        if !used.isEmpty {
            sum.memoryUsed = used.reduce(0, &+)
            sum.memoryTotal = live.compactMap { $0.reading?.memoryTotal }.reduce(0, &+)
        }
        func added(_ value: (NodeReading) -> Double?) -> Double? {
            let values = live.compactMap { $0.reading.flatMap(value) }
            return values.isEmpty ? nil : values.reduce(0, +)
        }
        (sum.received, sum.sent) = (added(\.received), added(\.sent))
        (sum.read, sum.written) = (added(\.read), added(\.written))
        let containers = live.reduce(0) { $0 + ($1.table(.container)?.current.rowCount ?? 0) }
        let reading = sum
        return TableRow(id: RowID(name: ""), values: []) { column, width in
            switch columns[column].name {
            case "node": return StyledText("total (\(live.count))", .strong)
            case "containers": return StyledText(String(containers))
            case "age", "pressure", "load", "recorded", "recent": return ""
            default: return cell(columns[column].name, reading, cpus: cpus, width: width)
            }
        }
    }
}
