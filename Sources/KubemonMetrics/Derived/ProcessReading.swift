/// What the console shows of a process, each value computed when it is asked for: there may be ten thousand, of which a
/// screen shows forty. A value that is missing, or whose counter was reset, is `nil` and never 0.
public struct ProcessReading: Sendable {
    private let current: Table
    private let previous: Table
    private let interval: UInt64
    private let row: Int

    /// Reads one row.
    ///
    /// - Parameters:
    ///   - current: the process table of the newest tick.
    ///   - previous: the one of the tick before, of the same epoch; without rows if there is none.
    ///   - interval: monotonic ns between the two.
    public init(row: Int, current: Table, previous: Table, interval: UInt64) {
        self.row = row
        self.current = current
        self.previous = previous
        self.interval = interval
    }

    /// CPU time used per second of time: 1.5 is one and a half CPUs.
    public var cpu: Double? {
        guard let old = previous.row(of: current.entities[row]) else { return nil }
        guard let user = rate(Self.columns.user, old), let system = rate(Self.columns.system, old) else { return nil }
        return (user + system) / 1e6
    }

    /// CPU time used since it started, microseconds.
    public var cpuTime: UInt64? {
        guard let user = value(Self.columns.user), let system = value(Self.columns.system) else { return nil }
        return user &+ system
    }

    /// Its state as the kernel's letter: R, S, D, T, t, Z, I.
    public var state: Character? {
        value(Self.columns.state).map { Character(Unicode.Scalar(UInt8(truncatingIfNeeded: $0))) }
    }
    /// Process id of its parent.
    public var parent: UInt64? { value(Self.columns.parent) }
    /// Threads.
    public var threads: UInt64? { value(Self.columns.threads) }
    /// Resident memory, shared memory and files included, bytes.
    public var resident: UInt64? { value(Self.columns.resident) }
    /// Bytes read from disks per second.
    public var read: Double? { rate(Self.columns.read) }
    /// Bytes written to disks per second.
    public var written: Double? { rate(Self.columns.written) }
    /// Page faults per second that read from a disk.
    public var majorFaults: Double? { rate(Self.columns.majorFaults) }

    private func value(_ column: Int?) -> UInt64? { column.flatMap { current[row, $0] } }

    private func rate(_ column: Int?) -> Double? {
        previous.row(of: current.entities[row]).flatMap { rate(column, $0) }
    }

    private func rate(_ column: Int?, _ old: Int) -> Double? {
        guard let column else { return nil }
        return Rate.perSecond(current[row, column], previous[old, column], interval: interval)
    }

    private struct Columns {
        let user = column("cpu_user")
        let system = column("cpu_system")
        let state = column("state")
        let parent = column("parent_pid")
        let threads = column("threads")
        let resident = column("memory_resident")
        let read = column("io_read")
        let written = column("io_written")
        let majorFaults = column("major_faults")

        private static func column(_ name: String) -> Int? { Schema.of(.process).index(of: name) }
    }

    private static let columns = Columns()
}
