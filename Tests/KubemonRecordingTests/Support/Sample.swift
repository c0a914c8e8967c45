import KubemonMetrics
import KubemonRecording

/// Sources, entities and ticks made of formulas: the same on every machine and in every run.
enum Sample {
    static let interval: UInt64 = 1_000_000_000
    static let grid = SlotGrid(interval: interval)
    /// 2026-11-23T08:00:00Z as a slot.
    static let origin: UInt64 = 1_795_420_800

    static func facts(_ node: String) -> NodeFacts {
        var facts = NodeFacts()
        facts.node = node
        facts.bootID = "6f1a0a5e-0000-4000-8000-0000000000aa"
        facts.kernel = "6.1.0-44-amd64"
        facts.operatingSystem = "Debian GNU/Linux 12 (bookworm)"
        facts.cpus = 4
        facts.memory = 8 << 30
        facts.pageSize = 4096
        facts.ticksPerSecond = 100
        facts.bootTime = 1_795_400_000
        facts.cgroup = "v2"
        facts.version = "0.1"
        return facts
    }

    static func source(_ node: String, _ epoch: UInt64 = 1) -> StreamSource {
        StreamSource(node: node, epoch: epoch)
    }

    static let node = Entity(number: 1, kind: .node)
    static let disk = Entity(number: 2, kind: .disk, labels: [.init("disk", "sda"), .init("model", "Disk \"S\"")])
    static let interface = Entity(number: 3, kind: .interface, labels: [.init("interface", "eth0")])
    static let monitor = Entity(number: 4, kind: .monitor)

    static func container(_ number: UInt32, name: String = "", image: String = "debian:12") -> Entity {
        let id = String(UInt64(number) + 0xABC_DEF0_0000, radix: 16)
        var labels: [Entity.Label] = [
            .init("container_id", "docker:" + String(repeating: "0", count: 12 - id.count) + id), .init("image", image),
        ]
        if !name.isEmpty { labels.append(.init("container", name)) }
        return Entity(number: number, kind: .container, labels: labels)
    }

    /// The entities that every monitor has.
    static let machine = [node, disk, interface, monitor]

    /// A catalogue of the tests' own with every encoding, so that golden files do not change with each new metric.
    static let schemas = [
        Schema(
            kind: .node,
            metrics: [
                .counter("cpu_user", .microseconds, "CPU time in user mode."),
                .gauge("load_1min", .count, "Load average over one minute.", as: .hundredths),
                .gauge("memory_total", .bytes, "Physical memory."),
                .gauge("memory_limit", .bytes, "Memory allowed.", as: .limit),
            ]),
        Schema(kind: .disk, metrics: [.counter("read", .bytes, "Bytes read."), .gauge("busy", .count, "Requests.")]),
        Schema(kind: .interface, metrics: [.counter("receive", .bytes, "Bytes received.")]),
        Schema(kind: .container, metrics: [.counter("cpu_usage", .microseconds, "CPU time used.")]),
        Schema(
            kind: .monitor,
            metrics: [
                .gauge("clock_offset", .nanoseconds, "Clock difference.", as: .signed),
                .counter("overruns", .count, "Slots missed."),
            ]),
    ]

    /// A tick with a row for each entity; every seventh value is missing.
    static func tick(_ slot: UInt64, _ entities: [Entity] = machine, schemas: [Schema] = schemas) -> Tick {
        var tick = Tick()
        for schema in schemas { tick[schema.kind] = Table(columnCount: schema.count) }
        tick.slot = slot
        tick.wall = slot * interval + 1_234_567
        tick.monotonic = slot * interval
        tick.readDuration = 100
        tick.intervals = tick.intervals.map { _ in slot % 10 == 0 ? 0 : interval + slot % 3 }
        for entity in entities.sorted(by: { $0.number < $1.number }) {
            let kind = entity.kind
            let row = tick[kind].appendRow(entity: entity.number)
            let metrics = schemas.first { $0.kind == kind }?.metrics ?? []
            for (column, metric) in metrics.enumerated() {
                let seed = slot &* 31 &+ UInt64(entity.number) &* 17 &+ UInt64(column)
                if seed % 7 != 0 { tick[kind][row, column] = value(seed, metric) }
            }
        }
        return tick
    }

    private static func value(_ seed: UInt64, _ metric: Metric) -> UInt64 {
        switch metric.encoding {
        case .integer: seed % 5 == 0 ? .max - seed : seed &* 1000
        case .signed: UInt64(bitPattern: Int64(seed % 2000) - 1000)
        case .hundredths: seed % 10_000
        case .limit: seed % 2 == 0 ? .max : seed
        case .letter: UInt64(UInt8(ascii: "A")) + seed % 26
        }
    }
}
