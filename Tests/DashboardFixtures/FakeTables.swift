import KubemonMetrics
import KubemonStore

/// Tables of an invented machine, over the catalogue of this version.
enum FakeTables {
    private static let names = [
        "bigdata/spark-exec-3/executor", "bigdata/spark-exec-1/executor", "default/web-7d9f4-x2c/web",
        "default/web-7d9f4-p9q/web", "db/pg-0/postgres", "kube-system/etcd-node-01/etcd",
        "kube-system/kube-apiserver-node-01/kube-apiserver",
    ]

    static func fill(_ node: inout NodeSnapshot, _ machine: FakeFleet.Machine, isHostile: Bool) {
        node.entities = EntityKind.allCases.map { _ in [:] }
        node.tables = EntityKind.allCases.map { kind in
            let entities = entities(of: kind, machine, isHostile: isHostile)
            for entity in entities { node.entities[kind.index][entity.number] = entity }
            return table(kind, entities.map(\.number))
        }
    }

    private static func entities(of kind: EntityKind, _ machine: FakeFleet.Machine, isHostile: Bool) -> [Entity] {
        switch kind {
        case .node, .monitor: return [Entity(number: UInt32(kind.rawValue), kind: kind)]
        case .disk: return labelled(kind, 10, "disk", ["nvme0n1", "nvme1n1", "sda"])
        case .interface: return labelled(kind, 20, "interface", ["eth0", "eth1", "cni0"])
        case .container:
            return (0..<machine.containers).map { index in
                container(UInt32(100 + index), index, isHostile: isHostile && index == 0)
            }
        case .containerDisk, .process: return []
        }
    }

    private static func labelled(_ kind: EntityKind, _ first: UInt32, _ key: String, _ names: [String]) -> [Entity] {
        names.enumerated().map { index, name in
            Entity(number: first + UInt32(index), kind: kind, labels: [.init(key, name)])
        }
    }

    private static func container(_ number: UInt32, _ index: Int, isHostile: Bool) -> Entity {
        let hexadecimal = String(UInt64(number) &* 0x9E37_79B9_7F4A % 0xFFFF_FFFF_FFFF, radix: 16)
        let id = "containerd:" + String(repeating: "0", count: max(0, 12 - hexadecimal.count)) + hexadecimal
        if isHostile {
            let label = Entity.Label("container", "=1+1\u{1B}[31mEVIL\u{7}\u{9B}2J\n日本\u{202E}👩‍👩‍👧" + FakeFleet.longName)
            return Entity(number: number, kind: .container, labels: [label, .init("container_id", id)])
        }
        guard index < names.count else {
            return Entity(number: number, kind: .container, labels: [.init("container_id", id)])
        }
        let parts = names[index].split(separator: "/").map(String.init)
        let labels = zip(["namespace", "pod", "container"], parts).map { Entity.Label($0, $1) }
        return Entity(number: number, kind: .container, labels: labels + [.init("container_id", id)])
    }

    private static func table(_ kind: EntityKind, _ numbers: [UInt32]) -> KindTable {
        let schema = Schema.of(kind)
        var current = Table(columnCount: schema.count)
        var previous = Table(columnCount: schema.count)
        for (index, number) in numbers.enumerated() {
            let row = current.appendRow(entity: number)
            previous.appendRow(entity: number)
            for (column, metric) in schema.metrics.enumerated() {
                let value = value(of: metric, kind, index: index)
                previous[row, column] = 1_000_000_000
                current[row, column] = metric.kind == .counter ? 1_000_000_000 + value : value
            }
        }
        // A container that has just started has no rate yet.
        if kind == .container, numbers.count > 3 {
            var young = Table(columnCount: schema.count)
            for number in numbers.dropLast() {
                let row = young.appendRow(entity: number)
                for column in 0..<schema.count { young[row, column] = 1_000_000_000 }
            }
            previous = young
        }
        return KindTable(current: current, previous: previous, interval: FakeFleet.interval)
    }

    private static func value(of metric: Metric, _ kind: EntityKind, index: Int) -> UInt64 {
        if kind == .container {
            if metric.name == "cpu_usage" { return 8_120_000 / UInt64(index * index + 1) }
            return (38 << 30) / UInt64(index * 2 + 1)
        }
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
