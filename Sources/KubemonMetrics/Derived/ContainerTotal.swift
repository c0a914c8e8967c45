/// The sum of several containers: a pod, a namespace.
///
/// A limit is only summed if every member has one. The sum of the limits of some, set against the usage of all, is more
/// than 100 % without anything being wrong. Pause containers never have limits and do not spoil those of their pod.
public struct ContainerTotal: Sendable, Equatable {
    /// The sums so far. Pressure is not summed: it is a share of time.
    public private(set) var reading = ContainerReading()
    /// Members that were added, pause containers included.
    public private(set) var count = 0
    private var limited = 0
    private var cpuLimits = 0.0
    private var cpuLimited = 0
    private var memoryLimits: UInt64 = 0
    private var memoryLimited = 0

    /// The sum of nothing.
    public init() {}

    /// Adds a member.
    ///
    /// - Parameter isSandbox: whether it only holds the namespaces of a pod.
    public mutating func add(_ member: ContainerReading, isSandbox: Bool) {
        count += 1
        Self.add(member.cpu, to: &reading.cpu)
        Self.add(member.received, to: &reading.received)
        Self.add(member.sent, to: &reading.sent)
        Self.add(member.read, to: &reading.read)
        Self.add(member.written, to: &reading.written)
        Self.add(member.throttledTime, to: &reading.throttledTime)
        Self.add(member.memoryCurrent, to: &reading.memoryCurrent)
        Self.add(member.workingSet, to: &reading.workingSet)
        Self.add(member.pids, to: &reading.pids)
        Self.add(member.oomKills, to: &reading.oomKills)
        if !isSandbox {
            limited += 1
            // While the usage of one is missing (it has just started) the usage of all is not known: no share of a limit.
            if let limit = member.cpuLimit, member.cpu != nil {
                (cpuLimits, cpuLimited) = (cpuLimits + limit, cpuLimited + 1)
            }
            if let limit = member.memoryLimit, member.workingSet != nil {
                (memoryLimits, memoryLimited) = (memoryLimits &+ limit, memoryLimited + 1)
            }
        }
        reading.cpuLimit = limited > 0 && cpuLimited == limited ? cpuLimits : nil
        reading.memoryLimit = limited > 0 && memoryLimited == limited ? memoryLimits : nil
    }

    private static func add(_ value: Double?, to sum: inout Double?) {
        if let value { sum = (sum ?? 0) + value }
    }

    private static func add(_ value: UInt64?, to sum: inout UInt64?) {
        if let value { sum = (sum ?? 0) &+ value }
    }
}
