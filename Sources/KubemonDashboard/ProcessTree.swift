import KubemonMetrics
import KubemonScreen
import KubemonStore

extension TableContext {
    /// Processes below their parents, brothers by process id. A folded one says what it and those below it use together.
    func processTree(
        _ items: [ProcessItem], columns: [Column], rows: [TableRow], folded: Set<RowID>
    ) -> [TableRow] {
        struct Place: Hashable {
            var node: String
            var pid: UInt64
        }
        let byID = Dictionary(items.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let known = rows.compactMap { row in byID[row.id].map { (row: row, item: $0, pid: $0.pid ?? 0) } }
            .sorted { ($0.item.node.name, $0.pid, $0.item.number) < ($1.item.node.name, $1.pid, $1.item.number) }
        var places: [Place: Int] = [:]
        for (index, entry) in known.enumerated() {
            places[Place(node: entry.item.node.name, pid: entry.pid)] = index
        }
        let parents = known.map { entry in
            entry.item.reading.parent.flatMap { places[Place(node: entry.item.node.name, pid: $0)] }
        }
        let brothers = known.map(\.row)
        let tree = Forest.arrange(brothers, parents: parents, folded: folded)
        guard tree.contains(where: { $0.branch?.isFolded == true }) else { return tree }
        let family = Forest.members(brothers, parents: parents)
        return tree.map { $0.branch?.isFolded == true ? total(of: family($0.id), in: $0, columns: columns) : $0 }
    }

    /// A folded row with the sums of all that it stands for, itself included.
    private func total(of members: [TableRow], in row: TableRow, columns: [Column]) -> TableRow {
        func sum(_ column: Int) -> Double? {
            members.reduce(nil) { sum, member in
                guard case .number(let value?) = member.value(column) else { return sum }
                return (sum ?? 0) + value
            }
        }
        func sum(_ name: String) -> Double? { columns.firstIndex { $0.name == name }.flatMap(sum) }
        var total = TableRow(id: row.id) { column in
            Self.summed.contains(columns[column].name) ? .number(sum(column)) : row.value(column)
        } cell: { column, width, curves in
            let name = columns[column].name
            switch name {
            case "thr", "res": return StyledText(Format.binary(sum(column)))
            case "cpu", "mflt": return StyledText(Format.percent(sum(column)))
            case "disk": return halves(sum("rd"), sum("wr"), width: width)
            case "time": return StyledText(Self.time(sum(column).map { UInt64($0 * 1e6) }))
            case "command": return StyledText("(\(members.count)) ", .strong) + row.cell(column, width, curves)
            // The curve is that of the first one alone.
            case "recent": return ""
            default: return row.cell(column, width, curves)
            }
        }
        (total.entity, total.isDim, total.isAlarmed, total.branch) = (row.entity, row.isDim, row.isAlarmed, row.branch)
        return total
    }

    private static let summed: Set = ["thr", "cpu", "res", "disk", "rd", "wr", "time", "mflt"]
}
