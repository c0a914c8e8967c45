import KubemonMetrics

/// An invented machine whose values move as those of real ones do: about a quarter of the columns change from sample to
/// sample, by small steps.
struct FleetNode {
    let facts: NodeFacts
    let entities: [Entity]
    private(set) var tick = Tick()
    private var random: UInt64

    /// Rows in each of its ticks.
    var rows: Int { tick.tables.reduce(0) { $0 + $1.rowCount } }

    /// The machine of a number, with so many containers that share its processes.
    init(number: Int, containers: Int = 10, processes: Int = 40) {
        var facts = NodeFacts()
        (facts.node, facts.bootID, facts.cpus) = ("bench-\(number)", "boot-\(number)", 16)
        self.facts = facts
        random = UInt64(number) &* 0x9E37_79B9_7F4A_7C15 | 1
        var entities = [Entity(number: 1, kind: .node)]
        for index in 0..<containers {
            let id = "\(number)-\(index)-0123456789abcdef0123456789abcdef0123456789abcdef"
            entities.append(
                Entity(
                    number: UInt32(2 + index), kind: .container,
                    labels: [
                        .init("namespace", "default"), .init("pod", "web-\(number)-\(index)"),
                        .init("container", "app"),
                        .init("container_id", "docker:" + id.prefix(12)), .init("start", "2026-11-22T14:02:31.000Z"),
                        .init("id", id), .init("image", "registry.example.org/shop/web:1.42.0"),
                    ]))
        }
        for index in 0..<processes {
            entities.append(
                Entity(
                    number: UInt32(2 + containers + index), kind: .process,
                    labels: [
                        .init("namespace", "default"), .init("pod", "web-\(number)-\(index % containers)"),
                        .init("container", "app"), .init("container_id", "docker:\(number)-\(index % containers)"),
                        .init("pid", "\(1000 + index)"), .init("start", "2026-11-22T14:02:31.000Z"),
                        .init("comm", "worker-\(index)"), .init("user", "33"),
                    ]))
        }
        self.entities = entities
        for entity in entities {
            let row = tick[entity.kind].appendRow(entity: entity.number)
            for column in 0..<Schema.of(entity.kind).count { tick[entity.kind][row, column] = next() % 100_000_000 }
        }
    }

    /// Takes the sample of a slot.
    mutating func sample(slot: UInt64, wall: UInt64) {
        (tick.slot, tick.wall, tick.monotonic, tick.readDuration) = (slot, wall, wall, 1_000_000)
        for kind in [EntityKind.node, .container, .process] {
            tick.intervals[kind.index] = 1_000_000_000
            for row in 0..<tick[kind].rowCount {
                for column in 0..<tick[kind].columnCount {
                    let bits = next()
                    guard bits & 3 == 0, let value = tick[kind][row, column] else { continue }
                    tick[kind][row, column] = value &+ (bits >> 8) % 100_000
                }
            }
        }
    }

    /// Xorshift (Marsaglia 2003): cheap beside what is measured.
    private mutating func next() -> UInt64 {
        random ^= random << 13
        random ^= random >> 7
        random ^= random << 17
        return random
    }
}
