import KubemonMetrics

/// The plotted readings of one node, container or process over time, oldest first.
public struct History: Sendable {
    /// What is plotted of a node.
    public enum Series: Int, CaseIterable, Sendable {
        /// CPU, percent of the node.
        case cpu
        /// Memory used, percent.
        case memory
        /// Bytes received per second.
        case received
        /// Bytes sent per second.
        case sent
        /// Bytes read from disks per second.
        case read
        /// Bytes written to disks per second.
        case written
        /// PSI some avg10 of CPU, memory and io, percent.
        case pressureCPU, pressureMemory, pressureIO
    }

    /// What is plotted of a container; of a process only the first.
    public enum ContainerSeries: Int, CaseIterable, Sendable {
        /// CPUs used.
        case cpu
        /// Periods throttled, percent.
        case throttled
        /// Working set, bytes.
        case memory
        /// Bytes received per second.
        case received
        /// Bytes sent per second.
        case sent
        /// Bytes read from disks per second.
        case read
        /// Bytes written to disks per second.
        case written
        /// PSI some avg10 of CPU, memory and io, percent.
        case pressureCPU, pressureMemory, pressureIO
    }

    /// One instant.
    public struct Point: Sendable {
        /// Wall clock of the tick, nanoseconds since 1970 UTC.
        public var wall: UInt64
        /// A value per series; NaN where there is none.
        public var values: [Float]

        /// Creates a point.
        public init(wall: UInt64, values: [Float]) {
            self.wall = wall
            self.values = values
        }
    }

    /// Name of the node; empty if there is none.
    public var node = ""
    /// The points, oldest first. A gap is a stretch without points.
    public var points: [Point] = []

    /// An empty history.
    public init() {}
}

extension History {
    /// The values to plot of one reading, in the order of `Series.allCases`.
    static func values(of reading: NodeReading) -> [Float] {
        Series.allCases.map { series in
            let value: Double? =
                switch series {
                case .cpu: reading.cpu
                case .memory: reading.memory
                case .received: reading.received
                case .sent: reading.sent
                case .read: reading.read
                case .written: reading.written
                case .pressureCPU: reading.pressure[0]
                case .pressureMemory: reading.pressure[1]
                case .pressureIO: reading.pressure[2]
                }
            return value.map { Float($0) } ?? .nan
        }
    }

    /// The values to plot of one container, in the order of `ContainerSeries.allCases`.
    static func values(of reading: ContainerReading) -> [10 of Float] {
        let values: [10 of Double?] = [
            reading.cpu, reading.throttledPeriods, reading.workingSet.map { Double($0) }, reading.received,
            reading.sent,
            reading.read, reading.written, reading.pressure[0], reading.pressure[1], reading.pressure[2],
        ]
        return [10 of Float] { values[$0].map { Float($0) } ?? .nan }
    }
}
