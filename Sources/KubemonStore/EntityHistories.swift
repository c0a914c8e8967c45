import KubemonMetrics

/// The histories of a monitor's containers and processes, as long as they live; ``HistoryLimits`` says how long they are.
/// Nothing is kept of what has ended.
struct EntityHistories: Sendable {
    /// As many as the longest history has points.
    private var times: TickTimes?
    /// Of containers.
    private var rings: [UInt32: HistoryRing] = [:]
    private var processes = ProcessHistories()

    /// Adds the readings of a tick.
    mutating func append(
        _ current: Tick, after previous: Tick, interval: UInt64, limits: HistoryLimits, only numbers: Set<UInt32>? = nil
    ) {
        var times = self.times ?? TickTimes(limit: limits.container)
        self.times = nil
        let tick = times.append(current.wall)
        self.times = times
        let most = rings.count < HistoryLimits.fullEntities ? min(limits.container, times.limit) : HistoryLimits.process
        let containers = (current[.container], previous[.container])
        for row in 0..<containers.0.rowCount where numbers?.contains(containers.0.entities[row]) ?? true {
            let reading = ContainerReading(
                row: row, current: containers.0, previous: containers.1, interval: interval)
            let values = History.values(of: reading)
            append(values.span, at: tick, to: containers.0.entities[row], limit: most)
        }
        append((current[.process], previous[.process]), interval: interval, at: tick, only: numbers)
    }

    private mutating func append(_ point: Span<Float>, at tick: Int, to number: UInt32, limit: Int) {
        if rings[number] == nil {
            // A monitor that gives a number again breaks its promise, and nothing here.
            processes.remove(number)
            rings[number] = HistoryRing(series: point.count, limit: limit, from: tick)
        }
        rings[number]?.append(point, at: tick)
    }

    private mutating func append(
        _ tables: (current: Table, previous: Table), interval: UInt64, at tick: Int, only numbers: Set<UInt32>?
    ) {
        processes.begin(tick)
        processes.reserve(numbers?.count ?? tables.current.rowCount)
        for row in 0..<tables.current.rowCount {
            let number = tables.current.entities[row]
            guard numbers?.contains(number) ?? true else { continue }
            let reading = ProcessReading(
                row: row, current: tables.current, previous: tables.previous, interval: interval)
            if !processes.contains(number) { rings[number] = nil }
            processes.append(reading.cpu.map { Float($0) } ?? .nan, of: number)
        }
    }

    /// Forgets what has ended.
    mutating func remove(_ number: UInt32) {
        rings[number] = nil
        processes.remove(number)
    }

    /// Forgets all but these.
    mutating func keep(only isAlive: (UInt32) -> Bool) {
        rings = rings.filter { isAlive($0.key) }
        processes.keep(only: isAlive)
    }

    /// All that is kept of an entity.
    func points(of number: UInt32) -> [History.Point] {
        guard let times else { return [] }
        if let ring = rings[number] { return ring.points(times) }
        guard let (first, values) = processes.values(of: number) else { return [] }
        return zip(first..., values).compactMap { tick, value in
            value == .absent ? nil : times[tick].map { History.Point(wall: $0, values: [value.value]) }
        }
    }

    /// CPUs used by an entity in the last ticks, oldest first.
    func recentCPU(of number: UInt32) -> [Float] {
        if let ring = rings[number] {
            return ring.recent(History.ContainerSeries.cpu.rawValue, most: HistoryLimits.process)
        }
        return processes.values(of: number)?.values.map(\.value) ?? []
    }
}
