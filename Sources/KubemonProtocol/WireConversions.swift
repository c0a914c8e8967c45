package import KubemonMetrics

extension WireFacts {
    package init(_ facts: NodeFacts) {
        self.init()
        node = facts.node
        bootID = facts.bootID
        machineID = facts.machineID
        kernel = facts.kernel
        operatingSystem = facts.operatingSystem
        cpus = facts.cpus
        memory = facts.memory
        pageSize = facts.pageSize
        ticksPerSecond = facts.ticksPerSecond
        bootTime = facts.bootTime
        cgroup = facts.cgroup
        version = facts.version
    }

    /// The facts, their text cleaned.
    package var facts: NodeFacts {
        var facts = NodeFacts()
        // Too long a name is refused, not cut: it might be another's.
        facts.node = WireText.cleaned(node, limit: 1024)
        facts.bootID = WireText.cleaned(bootID, limit: 64)
        facts.machineID = WireText.cleaned(machineID, limit: 64)
        facts.kernel = WireText.cleaned(kernel, limit: 128)
        facts.operatingSystem = WireText.cleaned(operatingSystem, limit: 128)
        facts.cpus = cpus
        facts.memory = memory
        facts.pageSize = pageSize
        facts.ticksPerSecond = ticksPerSecond
        facts.bootTime = bootTime
        facts.cgroup = WireText.cleaned(cgroup, limit: 16)
        facts.version = WireText.cleaned(version, limit: 32)
        return facts
    }
}

extension WireEntity {
    init(_ entity: Entity) {
        self.init()
        number = entity.number
        kind = UInt32(entity.kind.rawValue)
        labels = entity.labels.map { label in
            var wire = WireLabel()
            wire.key = label.key
            wire.value = label.value
            return wire
        }
    }

    /// The entity, its text cleaned and bounded, or `nil` if it is of a kind that this version does not know.
    var entity: Entity? {
        guard let raw = UInt8(exactly: kind), let kind = EntityKind(rawValue: raw) else { return nil }
        let labels = labels.prefix(64).map {
            Entity.Label(
                WireText.cleaned($0.key, limit: 64), WireText.cleaned($0.value, limit: Self.limit(of: $0.key)))
        }
        return Entity(number: number, kind: kind, labels: labels)
    }

    /// Descriptions that go into one frame, bytes, about.
    private static let partSize = 1 << 20

    /// Descriptions in parts that are well below the longest frame.
    static func parts(of entities: [Entity]) -> [[WireEntity]] {
        var parts: [[WireEntity]] = []
        var size = partSize
        for entity in entities {
            let bytes = entity.labels.reduce(16) { $0 + $1.key.utf8.count + $1.value.utf8.count + 8 }
            if size + bytes > partSize {
                parts.append([])
                size = 0
            }
            size += bytes
            parts[parts.count - 1].append(WireEntity(entity))
        }
        return parts
    }

    /// Bytes of a label's value: paths and command lines are of no use without their end.
    private static func limit(of key: String) -> Int { ["cgroup", "cmdline"].contains(key) ? 4096 : 256 }
}

extension WireSchema {
    init(_ schema: Schema) {
        self.init()
        kind = UInt32(schema.kind.rawValue)
        columns = schema.metrics.map { metric in
            var column = WireColumn()
            column.name = metric.column
            column.counter = metric.kind == .counter
            column.encoding = UInt32(metric.encoding.rawValue)
            return column
        }
        fingerprint = computedFingerprint
    }

    /// FNV-1a over everything that decoding depends on: two schemas with the same fingerprint are the same.
    package var computedFingerprint: UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        add(UInt8(truncatingIfNeeded: kind))
        for column in columns {
            for byte in column.name.utf8 { add(byte) }
            add(column.counter ? 1 : 0)
            add(UInt8(truncatingIfNeeded: column.encoding))
            add(0)
        }
        return hash
    }
}

extension Gap {
    init(_ wire: WireGap) {
        self.init(
            firstSequence: wire.first, lastSequence: wire.last, firstSlot: wire.firstSlot, lastSlot: wire.lastSlot,
            reason: WireText.cleaned(wire.reason, limit: 256))
    }
}

extension WireGap {
    init(_ gap: Gap, epoch: UInt64) {
        self.init()
        self.epoch = epoch
        first = gap.firstSequence
        last = gap.lastSequence
        firstSlot = gap.firstSlot
        lastSlot = gap.lastSlot
        reason = gap.reason
    }
}
