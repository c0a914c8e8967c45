import KubemonMetrics
import KubemonScreen
import KubemonStore

extension TableContext {
    /// The containers of the scope whose values can be shown.
    func containers() -> TableModel {
        let items = ContainerItem.all(in: snapshot, scope: table.scope)
        let columns = containerColumns
        // The container's name is only worth its room where a pod has several.
        var members: [RowID: Int] = [:]
        for item in items where item.labels.isInPod && !item.labels.isSandbox { members[podID(item), default: 0] += 1 }
        let rows = items.map { item in
            let isOnly = !item.labels.isSandbox && members[podID(item)] == 1
            return row(item, name: isOnly ? item.labels.nameOfOnlyOne : item.labels.fullName, columns: columns)
        }
        var model = TableModel(columns: columns, rows: rows)
        model.treeColumn = columns.firstIndex { $0.name == "name" }
        model.nameColumn = model.treeColumn
        model.tree = { rows, folded in containerTree(items, columns: columns, shown: rows, folded: folded) }
        return model
    }

    private var containerColumns: [Column] {
        let span = Sparkline.span(interval: snapshot.interval)
        let node = Column("node", "NODE", width: 8, widest: 24, priority: 5, align: .leading, elision: .middle)
        let shown = [
            Column("state", "S", width: 1, priority: 1, align: .leading),
            node,
            Column(
                "name", table.isTree ? "NAMESPACE > POD > CTR" : "NAMESPACE/POD[/CTR]", width: 18, widest: 72,
                priority: 0,
                align: .leading, elision: .middle, narrow: ("CONTAINER", 14)),
            Column("cpu", base.title, width: 9, priority: 0, unit: .percent),
            Column("lim", "LIM", width: 4, priority: 9),
            Column("thr", "THR%", width: 4, priority: 3, unit: .percent),
            Column("recent", span.title, width: 10, priority: 12, align: .leading, isSortable: false),
            Column("mem", "MEMws", width: 5, priority: 4, unit: .bytes, sibling: "share"),
            Column("limit", "LIMIT", width: 5, priority: 10, unit: .bytes),
            Column("share", "M%", width: 3, priority: 2, unit: .percent, sibling: "mem"),
            Column("network", "RX/s  TX/s", width: 11, priority: 6, unit: .bytes, narrow: ("NET/s", 5)),
            Column("disk", "RD/s  WR/s", width: 11, priority: 7, unit: .bytes, narrow: ("DSK/s", 5)),
            Column("psi", "PSIc/m/i", width: 8, priority: 11, unit: .percent),
            Column("pids", "PIDS", width: 5, priority: 7),
        ]
        let hidden =
            ["ns", "pod", "ctr", "id", "image"].map { Column(hidden: $0) }
            + ["rx", "tx", "rd", "wr"].map { Column(hidden: $0, unit: .bytes) }
        // Where all rows are of one machine, its name is no word to find some of them by.
        let one = Column(hidden: "node", isSearched: false)
        return table.scope.node == nil ? shown + hidden : shown.filter { $0.name != "node" } + hidden + [one]
    }

    private func row(_ item: ContainerItem, name: String, columns: [Column]) -> TableRow {
        let meter = meter
        var row = TableRow(id: item.id) { column in
            value(columns[column].name, item, name: name)
        } cell: { column, width, curves in
            meter?.texts += 1
            switch columns[column].name {
            case "state": return state(of: item)
            case "node": return StyledText(item.node.name, .dim)
            case "name":
                return StyledText(table.isTree ? item.labels.ownName : name, item.labels.isSandbox ? .dim : .plain)
            case "recent":
                return recent(curves[item.key], limit: item.reading.cpuLimit, width: width)
            default: return cell(columns[column].name, item.reading, cpus: item.node.facts.cpus, width: width)
            }
        }
        row.isDim = item.node.state == .stale
        row.entity = item.key
        return row
    }

    private func value(_ column: String, _ item: ContainerItem, name: String) -> TableRow.Value {
        let (reading, labels) = (item.reading, item.labels)
        return switch column {
        case "state": .text(stateLetter(of: item))
        case "node": .text(item.node.name)
        case "name": .text(name)
        case "cpu": .number(cpu(reading, cpus: item.node.facts.cpus))
        case "lim": .number(reading.cpuLimit)
        case "thr": .number(reading.throttledPeriods)
        case "mem": .number(reading.workingSet.map { Double($0) })
        case "limit": .number(reading.memoryLimit.map { Double($0) })
        case "share": .number(reading.memoryOfLimit)
        case "network": .number(reading.network)
        case "disk": .number(reading.disk)
        case "psi": .number(reading.greatestPressure)
        case "pids": .number(reading.pids.map { Double($0) })
        case "ns": .text(labels.namespace)
        case "pod": .text(labels.pod)
        case "ctr": .text(labels.ownName)
        case "id": .text(labels.id)
        case "image": .text(labels.image)
        case "rx": .number(reading.received)
        case "tx": .number(reading.sent)
        case "rd": .number(reading.read)
        case "wr": .number(reading.written)
        default: .text("")
        }
    }

    /// CPU in the base that the header names.
    func cpu(_ reading: ContainerReading, cpus: UInt32?) -> Double? {
        switch base {
        case .core: reading.cpu.map { $0 * 100 }
        case .limit: reading.cpuOfLimit
        case .node: cpus.flatMap { reading.cpu(ofNodeWith: $0) }
        }
    }

    /// The text of one number; shared by containers and the sums above them in the tree.
    func cell(_ name: String, _ reading: ContainerReading, cpus: UInt32?, width: Int) -> StyledText {
        switch name {
        case "cpu":
            let isShare = base != .core
            let value = cpu(reading, cpus: cpus)
            return StyledText(Format.percent(value), isShare ? Style.level(value ?? 0) : .plain)
        case "lim": return StyledText(cores(reading.cpuLimit))
        case "thr":
            let style = limits.style(.throttled, reading.throttledPeriods, warning: 5)
            return StyledText(Format.percent(reading.throttledPeriods), style)
        case "mem": return StyledText(Format.binary(reading.workingSet.map { Double($0) }))
        case "limit": return StyledText(Format.binary(reading.memoryLimit.map { Double($0) }))
        case "share": return StyledText(share(reading.memoryOfLimit), Style.level(reading.memoryOfLimit ?? 0))
        case "network": return halves(reading.received, reading.sent, width: width)
        case "disk": return halves(reading.read, reading.written, width: width)
        case "psi": return pressure(reading.pressure)
        case "pids": return StyledText(reading.pids.map { Format.binary(Double($0)) } ?? Format.missing)
        default: return ""
        }
    }

    /// R, P while paused, ! above a threshold.
    private func stateLetter(of item: ContainerItem) -> String {
        let isMarked = limits.isReached(by: item.reading) || alarmedRows.contains(item.id)
        return item.reading.isPaused ? "P" : isMarked ? "!" : "R"
    }

    private func state(of item: ContainerItem) -> StyledText {
        let letter = stateLetter(of: item)
        return StyledText(letter, letter == "!" ? .critical : letter == "P" ? .warning : .good)
    }

    /// Cores with as many digits as they need: 0.25, 2.0, 16.
    private func cores(_ value: Double?) -> String {
        guard let value else { return Format.missing }
        return Format.decimal(value, digits: value < 0.995 ? 2 : value < 99.95 ? 1 : 0)
    }

    private func share(_ value: Double?) -> String {
        value.map { Format.decimal($0, digits: 0) } ?? Format.missing
    }

    /// Both directions, each below its half of the header, or their sum where there is no room for both.
    func halves(_ left: Double?, _ right: Double?, width: Int) -> StyledText {
        if width < 11 {
            let sum = left == nil && right == nil ? nil : (left ?? 0) + (right ?? 0)
            return StyledText(Format.binary(sum))
        }
        let (left, right) = (Format.binary(left), Format.binary(right))
        return StyledText(left + String(repeating: " ", count: max(1, 6 - right.count)) + right)
    }

    private func pressure(_ values: [Double?]) -> StyledText {
        var text = StyledText()
        for (index, value) in values.enumerated() {
            text.append(index == 0 ? "" : "/")
            text.append(share(value), limits.style(.pressureCPU, value, warning: 10))
        }
        return text
    }

    /// The last minute of CPU: of the limit, else of one core or the greatest in sight.
    func recent(_ values: [Float]?, limit: Double?, width: Int) -> StyledText {
        guard let values else { return "" }
        let points = Sparkline.span(interval: snapshot.interval).points
        let greatest = values.suffix(points).reduce(0) { $1.isNaN ? $0 : max($0, $1) }
        let maximum = limit ?? max(1, Double(greatest))
        return StyledText(
            Sparkline.text(values, points: points, maximum: maximum, width: width, glyphs: glyphs), .graph)
    }

    /// Identity of the pod of a container; also of its row in the tree.
    func podID(_ item: ContainerItem) -> RowID {
        RowID(node: item.node.name, name: "\u{1F}pod\u{1F}\(item.labels.namespace)\u{1F}\(item.labels.podName)")
    }
}
