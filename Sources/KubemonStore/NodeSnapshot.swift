public import KubemonMetrics

/// One node as it stands.
public struct NodeSnapshot: Sendable {
    /// Whether its numbers can be trusted.
    public enum State: Sendable, Hashable {
        /// Ticks arrive.
        case live
        /// No tick for more than two intervals and 3 s: values are old.
        case stale
        /// Its connection is closed or silent for 15 s: values are hidden.
        case lost
    }

    /// Name of the node.
    public var name = ""
    /// What does not change while it runs.
    public var facts = NodeFacts()
    /// Whether its numbers can be trusted.
    public var state = State.live
    /// Nanoseconds since the last tick arrived.
    public var age: UInt64 = 0
    /// Wall clock of the last tick, nanoseconds since 1970 UTC.
    public var lastTick: UInt64 = 0
    /// What the console shows of the machine.
    public var reading: NodeReading?
    /// CPU of the last ticks, percent of the node, oldest first; at most 60, NaN where there is none.
    public var recentCPU: [Float] = []
    /// The newest tables of each kind, in the order of `EntityKind.allCases`.
    public var tables: [KindTable] = []
    /// Descriptions of the entities that have rows, by number, per kind in the order of `EntityKind.allCases`.
    public var entities: [[UInt32: Entity]] = []
    /// The monitors that serve this node; several if each sends other kinds.
    public var monitors: [MonitorSnapshot] = []

    /// A node of which nothing is known yet.
    public init() {}

    /// The newest table of `kind`.
    public subscript(kind: EntityKind) -> KindTable { tables[kind.index] }
}
