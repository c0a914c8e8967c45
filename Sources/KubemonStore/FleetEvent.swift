public import KubemonMetrics

/// An event with the node it happened on.
public struct FleetEvent: Sendable, Hashable {
    /// Name of the node; empty for the collector's own events.
    public var node: String
    /// What happened.
    public var event: Event

    /// Run of the monitor that numbered `event.entity`; 0 if the event is the collector's own.
    public var epoch: UInt64

    /// Pairs an event with its node.
    public init(node: String, event: Event, epoch: UInt64 = 0) {
        self.node = node
        self.event = event
        self.epoch = epoch
    }
}
