import KubemonMetrics

/// What the store keeps of one run of one monitor.
struct MonitorState: Sendable {
    var info = MonitorSnapshot()
    /// Entities alive, by number, per kind.
    var entities: [[UInt32: Entity]] = EntityKind.allCases.map { _ in [:] }
    var histories = EntityHistories()
    /// Entities that have ended since the last tick.
    private var ended: [UInt32] = []
    var current: Tick?
    var previous: Tick?
    /// Monotonic ns of the node between the two; 0 if there is no previous tick.
    var interval: UInt64 = 0
    /// Monotonic clock of the collector.
    var lastTickArrival: UInt64 = 0
    var lastHeard: UInt64 = 0
    var connectedAt: UInt64 = 0
    private var bytes: UInt64 = 0
    private var bytesBefore: UInt64 = 0

    private static let columns = (
        user: Schema.of(.monitor).index(of: "cpu_user"), system: Schema.of(.monitor).index(of: "cpu_system"),
        resident: Schema.of(.monitor).index(of: "resident"), dropped: Schema.of(.monitor).index(of: "dropped"),
        overruns: Schema.of(.monitor).index(of: "overruns"), offset: Schema.of(.monitor).index(of: "clock_offset"),
        roundTrip: Schema.of(.monitor).index(of: "round_trip")
    )

    mutating func connected(
        epoch: UInt64, version: String, kinds: [EntityKind], address: String, key: String?, interval: UInt64,
        wall: UInt64, now: UInt64
    ) {
        if info.epoch == epoch { info.reconnects += 1 }
        info.epoch = epoch
        info.version = version
        info.kinds = kinds
        info.address = address
        info.key = key
        info.interval = interval
        info.isConnected = true
        info.since = wall
        lastHeard = now
        connectedAt = now
    }

    mutating func disconnected(wall: UInt64) {
        info.isConnected = false
        info.since = wall
    }

    mutating func heard(bytes count: Int, now: UInt64) {
        lastHeard = now
        bytes += UInt64(count)
    }

    mutating func replaceEntities(_ all: [Entity]) {
        ended.removeAll(keepingCapacity: true)
        for index in entities.indices { entities[index].removeAll(keepingCapacity: true) }
        update(all, ended: [])
        let alive = [entities[EntityKind.container.index], entities[EntityKind.process.index]]
        histories.keep { number in alive.contains { $0[number] != nil } }
    }

    mutating func update(_ changed: [Entity], ended: [UInt32]) {
        for number in ended {
            for index in entities.indices { entities[index][number] = nil }
            histories.remove(number)
        }
        for entity in changed { entities[entity.kind.index][entity.number] = entity }
    }

    mutating func lostItems(_ gap: Gap) { previous = nil }

    mutating func apply(_ tick: Tick, now: UInt64, limits: HistoryLimits, only numbers: Set<UInt32>?) {
        for number in ended {
            for index in entities.indices { entities[index][number] = nil }
        }
        ended.removeAll(keepingCapacity: true)
        swap(&previous, &current)
        current = tick
        interval = 0
        if let previous, tick.monotonic > previous.monotonic { interval = tick.monotonic - previous.monotonic }
        lastTickArrival = now
        if interval > 0 { info.bytesPerSecond = Double(bytes - bytesBefore) * 1e9 / Double(interval) }
        bytesBefore = bytes
        updateOwnCost()
        histories.append(tick, after: previous ?? Tick(), interval: interval, limits: limits, only: numbers)
    }

    private mutating func updateOwnCost() {
        guard let now = current?[.monitor], now.rowCount > 0 else { return }
        func value(_ column: Int?) -> UInt64? { column.flatMap { now[0, $0] } }
        info.resident = value(Self.columns.resident)
        info.dropped = value(Self.columns.dropped) ?? 0
        info.overruns = value(Self.columns.overruns) ?? 0
        info.clockOffset = value(Self.columns.offset).map { Int64(bitPattern: $0) }
        info.roundTrip = value(Self.columns.roundTrip)
        guard let before = previous?[.monitor], before.rowCount > 0 else { return }
        let parts = [Self.columns.user, Self.columns.system].map { column in
            column.flatMap { Rate.percent(now[0, $0], before[0, $0], interval: interval) }
        }
        if let user = parts[0], let system = parts[1] { info.cpu = user + system }
    }

    /// Whether a disk or an interface belongs to the machine's sums. Where no interface has hardware behind it (in a
    /// container or on some virtual machines) all but loopback count.
    var counts: (UInt32) -> Bool {
        let disks = entities[EntityKind.disk.index]
        let interfaces = entities[EntityKind.interface.index]
        let hasPhysicalDisk = disks.values.contains { $0["physical"] == "yes" }
        let hasPhysicalInterface = interfaces.values.contains { $0["physical"] == "yes" }
        return { number in
            if let disk = disks[number] { return !hasPhysicalDisk || disk["physical"] == "yes" }
            guard let interface = interfaces[number] else { return false }
            return hasPhysicalInterface ? interface["physical"] == "yes" : interface["interface"] != "lo"
        }
    }

    func snapshot(now: UInt64) -> MonitorSnapshot {
        var snapshot = info
        snapshot.silence = now > lastHeard ? now - lastHeard : 0
        return snapshot
    }
}
