/// The machine's own units, which some kernel files count in.
public struct KernelUnits: Sendable, Hashable {
    /// Clock ticks of user space per second (`sysconf(_SC_CLK_TCK)`), 100 nearly everywhere.
    public let ticksPerSecond: UInt64
    /// Bytes of a memory page (`sysconf(_SC_PAGESIZE)`).
    public let pageSize: UInt64

    /// Describes a machine. A 0, which no machine has, is taken as 1.
    public init(ticksPerSecond: UInt64, pageSize: UInt64) {
        self.ticksPerSecond = max(1, ticksPerSecond)
        self.pageSize = max(1, pageSize)
    }
}
