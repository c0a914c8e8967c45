import KubemonMetrics

/// What the store keeps of one node.
struct NodeState: Sendable {
    var facts = NodeFacts()
    /// By epoch.
    var monitors: [UInt64: MonitorState] = [:]
    var reading: NodeReading?
    private var times: TickTimes?
    private var ring: HistoryRing?
    /// Descriptions of the machine that came before the newest hello are outdated.
    private var lastWall: UInt64 = 0

    /// Whether nobody is connected and nothing was ever sampled.
    var isEmpty: Bool { monitors.values.allSatisfy { !$0.info.isConnected && $0.current == nil } }

    /// Whether a monitor of it is connected.
    var isConnected: Bool { monitors.values.contains(where: \.info.isConnected) }
    /// When the last of its connections was made or ended; wall ns.
    var lastChange: UInt64 { monitors.values.map(\.info.since).max() ?? 0 }

    /// The monitor that numbered what is shown of `kind`, or `nil`. As in ``snapshot(name:interval:now:)`` the last one
    /// with rows counts.
    func monitor(of kind: EntityKind) -> MonitorState? {
        monitors.values.filter { ($0.current?[kind].rowCount ?? 0) > 0 }.max { $0.info.epoch < $1.info.epoch }
    }

    mutating func connected(
        _ source: StreamSource, facts: NodeFacts, kinds: [EntityKind], address: String, key: String?,
        interval: UInt64, wall: UInt64, now: UInt64
    ) {
        self.facts = facts
        for (epoch, monitor) in monitors
        where epoch != source.epoch && monitor.info.kinds.contains(where: { $0 != .monitor && kinds.contains($0) }) {
            monitors[epoch] = nil
        }
        monitors[source.epoch, default: MonitorState()].connected(
            epoch: source.epoch, version: facts.version, kinds: kinds, address: address, key: key, interval: interval,
            wall: wall, now: now)
    }

    /// Applies an item and returns the event that it is or means.
    mutating func apply(_ item: StreamItem, of source: StreamSource, now: UInt64, limits: HistoryLimits) -> Event? {
        guard var monitor = monitors[source.epoch], item.sequence > monitor.info.sequence else { return nil }
        // Moved out and in, so that the tables are not copied on write.
        monitors[source.epoch] = MonitorState()
        defer { monitors[source.epoch] = monitor }
        monitor.info.sequence = item.sequence
        switch item.content {
        case .entities(let entities, let ended):
            monitor.update(entities, ended: ended)
        case .event(let event):
            return event
        case .gap(let gap):
            monitor.lostItems(gap)
            let count = gap.lastSequence - gap.firstSequence + 1
            return Event(wall: lastWall, kind: .gap, text: Counted.text(count, "item") + " lost: " + gap.reason)
        case .tick(let tick):
            monitor.apply(tick, now: now, limits: limits, only: limits.numbers(of: source.node))
            lastWall = tick.wall
            if tick[.node].rowCount > 0 { update(from: monitor, at: tick.wall, limit: limits.node) }
        }
        return nil
    }

    private mutating func update(from monitor: MonitorState, at wall: UInt64, limit: Int) {
        guard let current = monitor.current else { return }
        let previous = monitor.previous ?? Tick()
        let reading = NodeReading(
            current: current.tables, previous: previous.tables, interval: monitor.interval, counts: monitor.counts)
        self.reading = reading
        var times = self.times ?? TickTimes(limit: limit)
        self.times = nil
        let tick = times.append(wall)
        self.times = times
        let values = History.values(of: reading)
        if ring == nil { ring = HistoryRing(series: values.count, limit: limit, from: tick) }
        ring?.append(values.span, at: tick)
    }

    /// What is plotted of the machine.
    var historyPoints: [History.Point] { times.flatMap { ring?.points($0) } ?? [] }

    func snapshot(name: String, interval: UInt64, now: UInt64) -> NodeSnapshot {
        var snapshot = NodeSnapshot()
        snapshot.name = name
        snapshot.facts = facts
        snapshot.reading = reading
        snapshot.recentCPU = ring?.recent(History.Series.cpu.rawValue, most: HistoryLimits.process) ?? []
        snapshot.tables = Schema.all.map { schema in
            let empty = Table(columnCount: schema.count)
            return KindTable(current: empty, previous: empty, interval: 0)
        }
        snapshot.entities = EntityKind.allCases.map { _ in [:] }
        let sorted = monitors.values.sorted { $0.info.epoch < $1.info.epoch }
        for monitor in sorted {
            snapshot.monitors.append(monitor.snapshot(now: now))
            for kind in EntityKind.allCases {
                guard let current = monitor.current, kind != .monitor || sorted.count == 1 else { continue }
                guard current[kind].rowCount > 0 else { continue }
                let previous = monitor.previous?[kind] ?? Table(columnCount: Schema.of(kind).count)
                snapshot.tables[kind.index] = KindTable(
                    current: current[kind], previous: previous, interval: monitor.interval)
                snapshot.entities[kind.index] = monitor.entities[kind.index]
            }
        }
        snapshot.lastTick = sorted.compactMap { $0.current?.wall }.max() ?? 0
        // Before the first sample the age is that of the connection.
        let last = sorted.map { max($0.lastTickArrival, $0.connectedAt) }.max() ?? 0
        snapshot.age = now > last ? now - last : 0
        let own = sorted.filter(\.info.isConnected).map(\.info.interval).min()
        snapshot.state = state(age: snapshot.age, interval: own ?? interval, now: now)
        return snapshot
    }

    /// STALE is no tick for two intervals and 3 s; LOST is a closed connection or 15 s without any frame.
    private func state(age: UInt64, interval: UInt64, now: UInt64) -> NodeSnapshot.State {
        let isHeard = monitors.values.contains { $0.info.isConnected && now &- $0.lastHeard < 15_000_000_000 }
        guard isHeard else { return .lost }
        return age > max(2 * interval, 3_000_000_000) ? .stale : .live
    }
}
