import KubemonMetrics
public import KubemonStore

extension FakeFleet {
    /// One machine with so many containers and processes, for tests of size.
    public static func crowd(containers: Int, processes: Int) -> FleetSnapshot {
        var fleet = snapshot()
        fleet.nodes = [fleet.nodes[0]]
        let name = fleet.nodes[0].name
        let containerRows = (0..<containers).map { index in
            FakeContainer(
                namespace: "space-\(index % 20)", pod: "pod-\(index)", name: "main", cpu: Double(index % 97) / 50,
                cpuLimit: 2, memory: 50, memoryLimit: 100
            ).row(index, node: name)
        }
        let entities = containerRows.map(\.entity)
        let processRows = (0..<processes).map { index in
            // Chains of a hundred, one below the other.
            FakeProcess(
                pid: 10 + index, parent: index % 100 == 0 ? 1 : 9 + index, name: "worker-\(index)",
                cpu: Double(index % 89) / 100, container: index % max(1, containers), inside: 1
            ).row(containers: entities)
        }
        for (kind, rows) in [(EntityKind.container, containerRows), (.process, processRows)] {
            let tables = FakeRow.table(kind, rows) { _, _ in 1 }
            fleet.nodes[0].tables[kind.index] = KindTable(
                current: tables.current, previous: tables.previous, interval: interval)
            fleet.nodes[0].entities[kind.index] = Dictionary(
                uniqueKeysWithValues: rows.map { ($0.entity.number, $0.entity) })
        }
        return fleet
    }
}
