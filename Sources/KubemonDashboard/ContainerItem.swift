import KubemonMetrics
import KubemonStore

/// One container of a snapshot: its numbers and what is known of it.
final class ContainerItem {
    let node: NodeSnapshot
    let number: UInt32
    let table: KindTable
    let row: Int
    let labels: ContainerLabels
    let reading: ContainerReading

    init(row: Int, of table: KindTable, on node: NodeSnapshot) {
        self.node = node
        self.table = table
        self.row = row
        number = table.current.entities[row]
        labels = ContainerLabels(node.entity(number, of: .container), number: number)
        reading = ContainerReading(
            row: row, current: table.current, previous: table.previous, interval: table.interval)
    }

    /// The identity of its row.
    var id: RowID { RowID(node: node.name, name: labels.id, number: labels.number) }
    /// Where the store keeps its history.
    var key: EntityKey { EntityKey(node: node.name, kind: .container, number: number) }
    /// Its numbers by name.
    var values: RowValues { RowValues(table: table, row: row, kind: .container) }

    /// The containers of the nodes whose values can be shown, as far as they are in the scope.
    static func all(in snapshot: FleetSnapshot, scope: Scope) -> [ContainerItem] {
        var items: [ContainerItem] = []
        for node in snapshot.nodes where node.state != .lost && (scope.node == nil || scope.node == node.name) {
            guard let table = node.table(.container) else { continue }
            for row in 0..<table.current.rowCount { items.append(ContainerItem(row: row, of: table, on: node)) }
        }
        return items
    }

    /// The other container that counts the network of this one's pod, or `nil`.
    func networkOwner(in snapshot: FleetSnapshot) -> ContainerItem? {
        guard labels.isInPod, reading.network == nil else { return nil }
        return Self.all(in: snapshot, scope: .node(node.name)).first { other in
            other.labels.namespace == labels.namespace && other.labels.podName == labels.podName
                && other.reading.network != nil
        }
    }

    /// The container with this identity, or `nil` if it has ended.
    static func find(_ id: RowID, in snapshot: FleetSnapshot) -> ContainerItem? {
        guard let node = snapshot.nodes.first(where: { $0.name == id.node }), node.state != .lost,
            let table = node.table(.container)
        else { return nil }
        // Labels are looked at first: only one row is wanted.
        let row = (0..<table.current.rowCount).first { row in
            let number = table.current.entities[row]
            let labels = ContainerLabels(node.entity(number, of: .container), number: number)
            return labels.id == id.name && labels.number == id.number
        }
        return row.map { ContainerItem(row: $0, of: table, on: node) }
    }
}
