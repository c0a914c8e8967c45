/// What the console shows of a container, computed from two ticks. A value that is missing, or whose counter was reset,
/// is `nil` and never 0.
public struct ContainerReading: Sendable, Equatable {
    /// CPU time used per second of time: 1.5 is one and a half CPUs.
    public var cpu: Double?
    /// CPUs that may be used; `nil` if there is no limit or it is not known.
    public var cpuLimit: Double?
    /// Periods in which the CPU limit was reached, percent of those in the interval; `nil` without a limit.
    public var throttledPeriods: Double?
    /// Seconds per second for which CPUs were withheld.
    public var throttledTime: Double?
    /// Memory charged, page cache included, bytes.
    public var memoryCurrent: UInt64?
    /// The working set: memory charged without page cache that was not used recently, bytes; what `docker stats` and
    /// `kubectl top` show.
    public var workingSet: UInt64?
    /// Memory that may be charged, bytes; `nil` if there is no limit or it is not known.
    public var memoryLimit: UInt64?
    /// Share of the last 10 s in which some task waited for CPU, memory, io; percent.
    public var pressure: [Double?] = [nil, nil, nil]
    /// Bytes received per second; of the namespace, in the row of the container that owns it.
    public var received: Double?
    /// Bytes sent per second; as ``received``.
    public var sent: Double?
    /// Bytes read from disks per second.
    public var read: Double?
    /// Bytes written to disks per second.
    public var written: Double?
    /// Processes and threads.
    public var pids: UInt64?
    /// Processes that the kernel killed for want of memory, since the container started.
    public var oomKills: UInt64?
    /// Whether it is paused.
    public var isPaused = false

    /// CPU used, percent of the limit.
    public var cpuOfLimit: Double? { Self.share(cpu, of: cpuLimit) }

    /// Working set, percent of the limit.
    public var memoryOfLimit: Double? { Self.share(workingSet.map { Double($0) }, of: memoryLimit.map { Double($0) }) }

    /// CPU used, percent of a machine with so many CPUs.
    public func cpu(ofNodeWith cpus: UInt32) -> Double? { Self.share(cpu, of: Double(cpus)) }

    /// Bytes received and sent per second.
    public var network: Double? { Self.sum(received, sent) }

    /// Bytes read and written per second.
    public var disk: Double? { Self.sum(read, written) }

    /// Readings of which none is available.
    public init() {}

    /// Computes the readings of one row.
    ///
    /// - Parameters:
    ///   - current: the container table of the newest tick.
    ///   - previous: the one of the tick before, of the same epoch; without rows if there is none.
    ///   - interval: monotonic ns between the two.
    public init(row: Int, current: Table, previous: Table, interval: UInt64) {
        let columns = Self.columns
        let old = previous.row(of: current.entities[row])
        func value(_ column: Int?) -> UInt64? { column.flatMap { current[row, $0] } }
        func before(_ column: Int?) -> UInt64? { old.flatMap { old in column.flatMap { previous[old, $0] } } }
        func rate(_ column: Int?) -> Double? { Rate.perSecond(value(column), before(column), interval: interval) }
        cpu = rate(columns.cpu).map { $0 / 1e6 }
        if let quota = value(columns.quota), let period = value(columns.period), quota != .max, period > 0 {
            cpuLimit = Double(quota) / Double(period)
        }
        if let periods = rate(columns.periods), let throttled = rate(columns.throttledPeriods), cpuLimit != nil {
            // No period at all: the container slept, nothing was withheld.
            throttledPeriods = periods > 0 ? min(100, throttled / periods * 100) : 0
        }
        throttledTime = cpuLimit == nil ? nil : rate(columns.throttled).map { $0 / 1e6 }
        memoryCurrent = value(columns.memory)
        if let used = memoryCurrent, let inactive = value(columns.inactiveFile) {
            workingSet = used > inactive ? used - inactive : 0
        }
        memoryLimit = value(columns.memoryLimit).flatMap { $0 == .max ? nil : $0 }
        pressure = columns.pressure.map { value($0).map { Double($0) / 100 } }
        received = rate(columns.received)
        sent = rate(columns.sent)
        read = rate(columns.read)
        written = rate(columns.written)
        pids = value(columns.pids)
        oomKills = value(columns.oomKills)
        isPaused = value(columns.frozen) == 1
    }

    private static func share(_ part: Double?, of whole: Double?) -> Double? {
        guard let part, let whole, whole > 0 else { return nil }
        return part / whole * 100
    }

    private static func sum(_ left: Double?, _ right: Double?) -> Double? {
        left == nil && right == nil ? nil : (left ?? 0) + (right ?? 0)
    }

    private struct Columns {
        let cpu = column("cpu_usage")
        let quota = column("cpu_quota")
        let period = column("cpu_period")
        let periods = column("cpu_periods")
        let throttledPeriods = column("cpu_throttled_periods")
        let throttled = column("cpu_throttled")
        let memory = column("memory_current")
        let inactiveFile = column("memory_inactive_file")
        let memoryLimit = column("memory_limit")
        let pressure = ["cpu", "memory", "io"].map { column("pressure_\($0)_some_avg10") }
        let received = column("network_rx")
        let sent = column("network_tx")
        let read = column("io_read")
        let written = column("io_written")
        let pids = column("pids")
        let oomKills = column("memory_oom_kills")
        let frozen = column("frozen")

        private static func column(_ name: String) -> Int? { Schema.of(.container).index(of: name) }
    }

    private static let columns = Columns()
}
