public import KubemonMetrics

/// One sample of one run as it was recorded.
public struct RecordedSample: Sendable {
    /// Node and, as its epoch, the number of the run.
    public var source: StreamSource
    /// Beginning of its slot, ns since 1970 UTC.
    public var time: UInt64
    /// Its rows. Its monotonic clock is a sum of the intervals that were recorded.
    public var tick: Tick
    /// What is known of the entities that have rows in it.
    public var entities: [Entity]
}
