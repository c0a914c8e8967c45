public import KubemonMetrics

/// An event with the node it happened on.
public struct FleetEvent: Sendable, Hashable {
    /// Name of the node; empty for the collector's own events.
    public var node: String
    /// What happened.
    public var event: Event

    /// Pairs an event with its node.
    public init(node: String, event: Event) {
        self.node = node
        self.event = event
    }
}
