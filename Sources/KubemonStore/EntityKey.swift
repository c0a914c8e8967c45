public import KubemonMetrics

/// One entity of one node, as long as the monitor that numbered it runs.
public struct EntityKey: Sendable, Hashable {
    /// Name of the node.
    public var node: String
    /// What it is.
    public var kind: EntityKind
    /// Its number.
    public var number: UInt32

    /// Names an entity.
    public init(node: String, kind: EntityKind, number: UInt32) {
        self.node = node
        self.kind = kind
        self.number = number
    }
}
