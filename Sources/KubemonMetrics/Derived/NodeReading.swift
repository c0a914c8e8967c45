/// What the console shows of a machine, computed from two ticks.
public struct NodeReading: Sendable, Equatable {
    /// CPU time not idle, in percent of all CPUs.
    public var cpu: Double?
    /// CPU time in user mode, nice included, in percent of all CPUs.
    public var user: Double?
    /// CPU time in the kernel, in percent of all CPUs.
    public var system: Double?
    /// CPU time waiting for disks, in percent of all CPUs.
    public var iowait: Double?
    /// CPU time in hardware and software interrupts, in percent of all CPUs.
    public var interrupts: Double?
    /// CPU time stolen by the hypervisor, in percent of all CPUs.
    public var steal: Double?
    /// Memory that is not available: total minus available, bytes.
    public var memoryUsed: UInt64?
    /// Physical memory, bytes.
    public var memoryTotal: UInt64?
    /// Load averages over 1, 5 and 15 minutes.
    public var load: [Double?] = [nil, nil, nil]
    /// Share of the last 10 s in which some task waited for CPU, memory, io; percent.
    public var pressure: [Double?] = [nil, nil, nil]
    /// Bytes received per second over the interfaces that count.
    public var received: Double?
    /// Bytes sent per second over the interfaces that count.
    public var sent: Double?
    /// Bytes read per second from the disks that count.
    public var read: Double?
    /// Bytes written per second to the disks that count.
    public var written: Double?

    /// Memory used in percent.
    public var memory: Double? {
        guard let memoryUsed, let memoryTotal, memoryTotal > 0 else { return nil }
        return Double(memoryUsed) * 100 / Double(memoryTotal)
    }

    /// Readings of which none is available.
    public static let none = NodeReading(current: Tick().tables, previous: Tick().tables, interval: 0) { _ in false }

    /// Computes the readings.
    ///
    /// - Parameters:
    ///   - current: tables of the newest tick, in the order of `EntityKind.allCases`.
    ///   - previous: tables of the tick before, of the same epoch; empty tables if there is none.
    ///   - interval: monotonic ns between the two.
    ///   - counts: whether a disk or interface belongs to the sums, so that a packet is not counted on `eth0` and again
    ///     on the bridge behind it.
    public init(current: [Table], previous: [Table], interval: UInt64, counts: (UInt32) -> Bool) {
        let columns = Self.columns
        let (now, before) = (current[EntityKind.node.index], previous[EntityKind.node.index])
        guard now.rowCount > 0 else { return }
        func value(_ column: Int?) -> UInt64? { column.flatMap { now[0, $0] } }
        func delta(_ column: Int?) -> Double? {
            guard let column, before.rowCount > 0, let a = now[0, column], let b = before[0, column], a >= b else {
                return nil
            }
            return Double(a - b)
        }
        // Guests are part of user time already; they must not be counted twice.
        var deltas = columns.cpu.map(delta)
        // The kernel corrects idle and iowait downwards now and then: that is no time, not no value.
        for index in [3, 4] where deltas[index] == nil && value(columns.cpu[index]) != nil && before.rowCount > 0 {
            deltas[index] = 0
        }
        let total = deltas.reduce(0) { $0 + ($1 ?? 0) }
        func share(_ parts: Int...) -> Double? {
            guard total > 0, parts.allSatisfy({ deltas[$0] != nil }) else { return nil }
            return parts.reduce(0) { $0 + (deltas[$1] ?? 0) } * 100 / total
        }
        user = share(0, 1)
        system = share(2)
        iowait = share(4)
        interrupts = share(5, 6)
        steal = share(7)
        cpu = share(3, 4).map { 100 - $0 }
        memoryTotal = value(columns.memoryTotal)
        if let total = memoryTotal, let available = value(columns.memoryAvailable) {
            memoryUsed = total >= available ? total - available : 0
        }
        load = columns.load.map { value($0).map { Double($0) / 100 } }
        pressure = columns.pressure.map { value($0).map { Double($0) / 100 } }
        func sum(_ kind: EntityKind, _ column: Int?) -> Double? {
            guard let column else { return nil }
            let (now, before) = (current[kind.index], previous[kind.index])
            var result: Double?
            for row in 0..<now.rowCount where counts(now.entities[row]) {
                guard let old = before.row(of: now.entities[row]),
                    let rate = Rate.perSecond(now[row, column], before[old, column], interval: interval)
                else { continue }
                result = (result ?? 0) + rate
            }
            return result
        }
        received = sum(.interface, columns.received)
        sent = sum(.interface, columns.sent)
        read = sum(.disk, columns.read)
        written = sum(.disk, columns.written)
    }

    private struct Columns {
        let cpu = ["user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal"].map {
            Schema.of(.node).index(of: "cpu_" + $0)
        }
        let memoryTotal = Schema.of(.node).index(of: "memory_total")
        let memoryAvailable = Schema.of(.node).index(of: "memory_available")
        let load = ["1min", "5min", "15min"].map { Schema.of(.node).index(of: "load_" + $0) }
        let pressure = ["cpu", "memory", "io"].map { Schema.of(.node).index(of: "pressure_\($0)_some_avg10") }
        let received = Schema.of(.interface).index(of: "receive")
        let sent = Schema.of(.interface).index(of: "transmit")
        let read = Schema.of(.disk).index(of: "read")
        let written = Schema.of(.disk).index(of: "written")
    }

    private static let columns = Columns()
}
