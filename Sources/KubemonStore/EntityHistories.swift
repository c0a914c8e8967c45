import KubemonMetrics

/// The histories of a monitor's containers and processes, as long as they live.
///
/// A container takes at most 300 points of 48 bytes (14.4 KB; 1000 containers 14 MB), a process 60 points of 12 bytes
/// (720 bytes; 10 000 processes 7 MB); see ``HistoryLimits`` for large fleets. Nothing is kept of what has ended.
struct EntityHistories: Sendable {
    private var rings: [UInt32: HistoryRing] = [:]

    /// Adds the readings of a tick.
    mutating func append(_ current: Tick, after previous: Tick, interval: UInt64, limits: HistoryLimits) {
        let most = rings.count < HistoryLimits.fullEntities ? limits.container : HistoryLimits.process
        let containers = (current[.container], previous[.container])
        for row in 0..<containers.0.rowCount {
            let reading = ContainerReading(
                row: row, current: containers.0, previous: containers.1, interval: interval)
            append(
                History.values(of: reading), wall: current.wall, to: containers.0.entities[row],
                limit: most)
        }
        let processes = (current[.process], previous[.process])
        for row in 0..<processes.0.rowCount {
            let reading = ProcessReading(row: row, current: processes.0, previous: processes.1, interval: interval)
            let cpu = reading.cpu.map { Float($0) } ?? .nan
            append([cpu], wall: current.wall, to: processes.0.entities[row], limit: HistoryLimits.process)
        }
    }

    private mutating func append(_ point: [Float], wall: UInt64, to number: UInt32, limit: Int) {
        rings[number, default: HistoryRing(series: point.count, limit: limit)].append(wall: wall, point)
    }

    /// Forgets what has ended.
    mutating func remove(_ number: UInt32) { rings[number] = nil }

    /// Forgets all but these.
    mutating func keep(only isAlive: (UInt32) -> Bool) { rings = rings.filter { isAlive($0.key) } }

    /// All that is kept of an entity.
    func points(of number: UInt32) -> [History.Point] { rings[number]?.points ?? [] }

    /// CPUs used by an entity in the last ticks, oldest first.
    func recentCPU(of number: UInt32) -> [Float] {
        rings[number]?.recent(History.ContainerSeries.cpu.rawValue, most: HistoryLimits.process) ?? []
    }
}
