import KubemonMetrics

/// A gap without a row yet: its slots have not come by the collector's clock, so they may lie behind the window (R13).
struct HeldGap: Equatable {
    /// The run that has no samples there.
    var source: StreamSource
    /// Number of the item that told of it.
    var sequence: UInt64
    /// The first and the last slot in which the run would have sampled.
    var slots: ClosedRange<UInt64>
    var reason: String
}
