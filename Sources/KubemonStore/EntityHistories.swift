import KubemonMetrics

/// The histories of a monitor's containers and processes, as long as they live; ``HistoryLimits`` says how long they are.
/// Nothing is kept of what has ended.
struct EntityHistories: Sendable {
    /// As many as the longest history has points.
    private var times: TickTimes?
    private var rings: [UInt32: HistoryRing] = [:]

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
        let processes = (current[.process], previous[.process])
        for row in 0..<processes.0.rowCount where numbers?.contains(processes.0.entities[row]) ?? true {
            let reading = ProcessReading(row: row, current: processes.0, previous: processes.1, interval: interval)
            let values: [1 of Float] = [reading.cpu.map { Float($0) } ?? .nan]
            append(values.span, at: tick, to: processes.0.entities[row], limit: HistoryLimits.process)
        }
    }

    private mutating func append(_ point: Span<Float>, at tick: Int, to number: UInt32, limit: Int) {
        // A monitor that gives the number of a container to a process breaks its promise, and nothing here.
        if rings[number].map({ $0.series != point.count }) ?? true {
            rings[number] = HistoryRing(series: point.count, limit: limit, from: tick)
        }
        rings[number]?.append(point, at: tick)
    }

    /// Forgets what has ended.
    mutating func remove(_ number: UInt32) { rings[number] = nil }

    /// Forgets all but these.
    mutating func keep(only isAlive: (UInt32) -> Bool) { rings = rings.filter { isAlive($0.key) } }

    /// All that is kept of an entity.
    func points(of number: UInt32) -> [History.Point] { times.flatMap { rings[number]?.points($0) } ?? [] }

    /// CPUs used by an entity in the last ticks, oldest first.
    func recentCPU(of number: UInt32) -> [Float] {
        rings[number]?.recent(History.ContainerSeries.cpu.rawValue, most: HistoryLimits.process) ?? []
    }
}
