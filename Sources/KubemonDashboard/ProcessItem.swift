import KubemonMetrics
import KubemonStore

/// One process of a snapshot: its numbers and what is known of it, looked up when it is asked for.
final class ProcessItem {
    let node: NodeSnapshot
    let table: KindTable
    let row: Int

    init(row: Int, of table: KindTable, on node: NodeSnapshot) {
        self.node = node
        self.table = table
        self.row = row
    }

    var number: UInt32 { table.current.entities[row] }
    /// The identity of its row.
    var id: RowID { RowID(node: node.name, name: "", number: UInt64(number)) }
    /// Where the store keeps its history.
    var key: EntityKey { EntityKey(node: node.name, kind: .process, number: number) }
    /// Its numbers by name.
    var values: RowValues { RowValues(table: table, row: row, kind: .process) }
    /// What tables show of it.
    var reading: ProcessReading {
        ProcessReading(row: row, current: table.current, previous: table.previous, interval: table.interval)
    }

    /// A label, or an empty text.
    func label(_ key: String) -> String { node.entity(number, of: .process)?[key] ?? "" }

    var pid: UInt64? { UInt64(label("pid")) }
    /// The command line where it is known, else the name.
    var command: String {
        let line = label("cmdline")
        return line.isEmpty ? label("comm") : line
    }
    /// `namespace/pod/container`, or an empty text outside of containers.
    var container: String {
        guard let entity = node.entity(number, of: .process) else { return "" }
        let parts = ["namespace", "pod", "container"].compactMap { entity[$0] }.filter { !$0.isEmpty }
        return parts.isEmpty ? entity["container_id"] ?? "" : parts.joined(separator: "/")
    }

    /// The processes of the nodes whose values can be shown, as far as they are in the scope.
    static func all(in snapshot: FleetSnapshot, scope: Scope) -> [ProcessItem] {
        var items: [ProcessItem] = []
        for node in snapshot.nodes where node.state != .lost && (scope.node == nil || scope.node == node.name) {
            guard let table = node.table(.process) else { continue }
            for row in 0..<table.current.rowCount {
                let item = ProcessItem(row: row, of: table, on: node)
                if case .container(_, let shortID, _) = scope, item.label("container_id") != shortID { continue }
                items.append(item)
            }
        }
        return items
    }

    /// The process with this identity, or `nil` if it has ended.
    static func find(_ id: RowID, in snapshot: FleetSnapshot) -> ProcessItem? {
        guard let node = snapshot.nodes.first(where: { $0.name == id.node }), node.state != .lost,
            let table = node.table(.process), let number = UInt32(exactly: id.number),
            let row = table.current.row(of: number)
        else { return nil }
        return ProcessItem(row: row, of: table, on: node)
    }
}
