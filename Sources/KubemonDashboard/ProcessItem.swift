import KubemonMetrics
import KubemonStore

/// One process of a snapshot: its numbers and what is known of it, looked up when it is asked for.
struct ProcessItem {
    /// What the processes of a node share.
    private final class Home {
        let node: NodeSnapshot
        let table: KindTable
        let entities: [UInt32: Entity]

        init?(_ node: NodeSnapshot) {
            guard node.state != .lost, let table = node.table(.process) else { return nil }
            let place = EntityKind.process.index
            entities = node.entities.indices.contains(place) ? node.entities[place] : [:]
            self.node = node
            self.table = table
        }
    }

    private let home: Home
    let row: Int

    var node: NodeSnapshot { home.node }
    var table: KindTable { home.table }
    var number: UInt32 { home.table.current.entities[row] }
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
    func label(_ key: String) -> String { home.entities[number]?[key] ?? "" }

    var pid: UInt64? { UInt64(label("pid")) }
    /// The command line where it is known, else the name.
    var command: String {
        let line = label("cmdline")
        return line.isEmpty ? label("comm") : line
    }
    /// `namespace/pod/container`, or an empty text outside of containers.
    var container: String {
        guard let entity = home.entities[number] else { return "" }
        let parts = ["namespace", "pod", "container"].compactMap { entity[$0] }.filter { !$0.isEmpty }
        return parts.isEmpty ? entity["container_id"] ?? "" : parts.joined(separator: "/")
    }

    /// Whether a word without blanks stands in one of the texts that its row shows, none of which is made for that.
    func holds(_ word: LowerText, isNodeSearched: Bool) -> Bool {
        if isNodeSearched, word.stands(in: node.name) { return true }
        if word.count == 1, let state = reading.state, word.stands(in: String(state)) { return true }
        var isPlaced = false
        for label in home.entities[number]?.labels ?? [] where !label.value.isEmpty {
            switch label.key {
            case "namespace", "pod", "container":
                isPlaced = true
                if word.stands(in: label.value) { return true }
            case "comm", "uid", "cmdline": if word.stands(in: label.value) { return true }
            default: break
            }
        }
        return (!isPlaced || word.hasSlash) && word.stands(in: container)
    }

    /// The processes of the nodes whose values can be shown, as far as they are in the scope.
    static func all(in snapshot: FleetSnapshot, scope: Scope) -> [ProcessItem] {
        var items: [ProcessItem] = []
        for node in snapshot.nodes where scope.node == nil || scope.node == node.name {
            guard let home = Home(node) else { continue }
            for row in 0..<home.table.current.rowCount {
                let item = ProcessItem(home: home, row: row)
                if case .container(_, let shortID, _) = scope, item.label("container_id") != shortID { continue }
                items.append(item)
            }
        }
        return items
    }

    /// The process with this identity, or `nil` if it has ended.
    static func find(_ id: RowID, in snapshot: FleetSnapshot) -> ProcessItem? {
        guard let node = snapshot.nodes.first(where: { $0.name == id.node }), let home = Home(node),
            let number = UInt32(exactly: id.number), let row = home.table.current.row(of: number)
        else { return nil }
        return ProcessItem(home: home, row: row)
    }
}
