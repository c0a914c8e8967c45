public import KubemonMetrics

/// One row of `events.csv`.
public struct RecordedEvent: Sendable, Hashable {
    /// Name of the node; empty if it belongs to none.
    public var node: String
    /// Number of the run; 0 if it belongs to none.
    public var run: UInt64
    /// What happened.
    public var event: Event
}
