/// Everything that one read of the kernel gave: one instant, one node, all kinds.
public struct Tick: Sendable, Equatable {
    /// Number of the grid's slot: wall time divided by the interval, the same on all nodes (R1).
    /// 0 marks the extra tick at start, which feeds the console only (R8).
    public var slot: UInt64
    /// Wall clock at the start of the read, nanoseconds since 1970 UTC.
    public var wall: UInt64
    /// Monotonic clock (`CLOCK_BOOTTIME`, so that it counts while the machine sleeps) at the start of the read, ns.
    public var monotonic: UInt64
    /// How long the read took, ns.
    public var readDuration: UInt64
    /// Monotonic ns since each kind was last read, in the order of `EntityKind.allCases`; 0 at its first read.
    public var intervals: [UInt64]
    /// One table per kind, in the order of `EntityKind.allCases`.
    public var tables: [Table]

    /// A tick without rows whose tables have the columns of this version's catalogue.
    public init() {
        slot = 0
        wall = 0
        monotonic = 0
        readDuration = 0
        intervals = Array(repeating: 0, count: EntityKind.allCases.count)
        tables = Schema.all.map { Table(columnCount: $0.count) }
    }

    /// The table of `kind`.
    public subscript(kind: EntityKind) -> Table {
        get { tables[kind.index] }
        _modify { yield &tables[kind.index] }
    }
}
