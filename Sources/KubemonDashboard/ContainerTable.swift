import KubemonMetrics
import KubemonScreen
import KubemonStore

extension TableContext {
    private static let cpuColumn = Schema.of(.container).index(of: "cpu_usage")
    private static let memoryColumn = Schema.of(.container).index(of: "memory_current")

    /// The containers of all machines whose values can be shown.
    func containers() -> TableModel {
        let columns = [
            Column("node", "NODE", width: 8, widest: 24, priority: 3, align: .leading, elision: .middle),
            Column("name", "CONTAINER", width: 12, widest: 72, priority: 0, align: .leading, elision: .middle),
            Column("cpu", base.title, width: 8, priority: 0),
            Column("memory", "MEM+CACHE", width: 9, priority: 1),
            Column("share", "MEM%node", width: 8, priority: 2),
        ]
        var rows: [TableRow] = []
        for node in snapshot.nodes where node.state != .lost {
            guard let table = node.table(.container) else { continue }
            for index in 0..<table.current.rowCount { rows.append(row(index, of: table, on: node)) }
        }
        return TableModel(columns: columns, rows: rows)
    }

    private func row(_ index: Int, of table: KindTable, on node: NodeSnapshot) -> TableRow {
        let number = table.current.entities[index]
        let entity = node.entity(number, of: .container)
        let usage = Self.cpuColumn.flatMap { table.rate(row: index, column: $0) }.map { $0 / 1e4 }
        let cpu = usage.map { base == .core ? $0 : $0 / Double(max(1, node.facts.cpus)) }
        let memory = Self.memoryColumn.flatMap { table.current[index, $0] }.map { Double($0) }
        let total = node.reading?.memoryTotal.map { Double($0) }
        let share = memory.flatMap { memory in total.map { $0 > 0 ? memory / $0 * 100 : 0 } }
        let name = Self.name(of: entity, number: number)
        let values: [TableRow.Value] = [
            .text(node.name), .text(name), .number(cpu), .number(memory), .number(share),
        ]
        var row = TableRow(id: "\(node.name)\u{1F}\(number)", values: values) { column, _ in
            switch column {
            case 0: StyledText(node.name, .dim)
            case 1: StyledText(name)
            case 2: StyledText(Format.percent(cpu))
            case 3: StyledText(Format.binary(memory))
            default: StyledText(Format.percent(share), Style.level(share ?? 0))
            }
        }
        row.isDim = node.state == .stale
        return row
    }

    /// `namespace/pod/container` as far as it is known, else the id.
    static func name(of entity: Entity?, number: UInt32) -> String {
        let parts = ["namespace", "pod", "container"].compactMap { entity?[$0] }.filter { !$0.isEmpty }
        if !parts.isEmpty { return parts.joined(separator: "/") }
        if let id = entity?["container_id"], !id.isEmpty { return id }
        return "#\(number)"
    }
}
