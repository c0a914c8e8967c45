import KubemonMetrics
import KubemonStore

/// Tables of an invented machine, over the catalogue of this version.
enum FakeTables {
    static func fill(
        _ node: inout NodeSnapshot, _ machine: FakeFleet.Machine, isHostile: Bool, second: Int, _ life: Life
    ) {
        let containers = FakeContainer.fleet(of: machine.name, second, life)
        var containerRows = containers.enumerated().map { $1.row($0, node: machine.name) }
        if isHostile { spoil(&containerRows) }
        let processes = FakeProcess.fleet(of: machine.name, containers: containers)
        var processRows = processes.map { $0.row(containers: containerRows.map(\.entity)) }
        if isHostile { spoil(processes: &processRows) }
        node.entities = EntityKind.allCases.map { _ in [:] }
        node.tables = EntityKind.allCases.map { kind in
            let rows =
                kind == .container
                ? containerRows : kind == .process ? processRows : Self.rows(of: kind, machine.rates)
            for row in rows { node.entities[kind.index][row.entity.number] = row.entity }
            let tables = FakeRow.table(kind, rows, defaults: value)
            return KindTable(current: tables.current, previous: tables.previous, interval: FakeFleet.interval)
        }
    }

    /// - Parameter rates: of the machine: received, sent, read, written; its devices share them.
    private static func rows(of kind: EntityKind, _ rates: [Double]) -> [FakeRow] {
        switch kind {
        case .node, .monitor: [FakeRow(entity: Entity(number: UInt32(kind.rawValue), kind: kind))]
        case .disk:
            labelled(
                kind, 10, "disk", ["nvme0n1", "nvme1n1", "sda"], ["read": rates[2], "written": rates[3]])
        case .interface:
            labelled(
                kind, 20, "interface", ["eth0", "eth1", "cni0"], ["receive": rates[0], "transmit": rates[1]])
        case .container, .containerDisk, .process: []
        }
    }

    private static func labelled(
        _ kind: EntityKind, _ first: UInt32, _ key: String, _ names: [String], _ rates: [String: Double]
    ) -> [FakeRow] {
        zip(names, [0.75, 0.25, 0]).enumerated().map { index, device in
            let entity = Entity(number: first + UInt32(index), kind: kind, labels: [.init(key, device.0)])
            // Of the hostile machine the sums are no numbers at all.
            return FakeRow(entity: entity, rates: rates.mapValues { (0..<1e15).contains($0) ? $0 * device.1 : 0 })
        }
    }

    private static let hostileName = "=1+1\u{1B}[31mEVIL\u{7}\u{9B}2J\n日本\u{202E}👩‍👩‍👧" + FakeFleet.longName

    /// Names that would take over a terminal, two containers inside of each other, numbers that cannot be.
    private static func spoil(_ rows: inout [FakeRow]) {
        guard rows.count > 3 else { return }
        func relabel(_ index: Int, _ changes: [String: String]) {
            let kept = rows[index].entity.labels.filter { changes[$0.key] == nil }
            rows[index].entity.labels = kept + changes.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) }
        }
        relabel(0, ["container": hostileName, "namespace": "", "pod": "", "sandbox": ""])
        relabel(1, ["namespace": "\u{1B}]0;x\u{7}", "pod": hostileName, "image": hostileName, "started": "soon"])
        let ids = [2, 3].map { rows[$0].entity["id"] ?? "" }
        relabel(2, ["parent_id": ids[1]])
        relabel(3, ["parent_id": ids[0]])
        for name in ["memory_current", "memory_limit", "cpu_quota", "pids"] { rows[3].values[name] = .max - 1 }
        rows[3].values["cpu_period"] = 0
    }

    /// Two processes that are each other's parent, one without a number, one with a name to be afraid of.
    private static func spoil(processes rows: inout [FakeRow]) {
        rows[3].values["parent_pid"] = 902
        rows[4].values["parent_pid"] = 811
        rows[2].values["state"] = 7
        rows[1].entity.labels = [.init("comm", hostileName), .init("pid", "\u{1B}c"), .init("cmdline", hostileName)]
    }

    private static func value(of metric: Metric, index: Int) -> UInt64 {
        // From the name, not the position: a new metric must not change the values of the others.
        let factor = metric.name.utf8.reduce(UInt64(0)) { $0 &+ UInt64($1) } % 9 + 1
        switch metric.unit {
        case .bytes: return 1_200_000 / UInt64(index + 1) &* factor
        case .microseconds: return 90_000 / factor
        case .percent: return 31 * factor
        case .nanoseconds: return 310_000
        default: return 1_234 / factor
        }
    }
}
