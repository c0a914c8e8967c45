public import KubemonMetrics

/// Up to where a source's items are on the disk (R5).
public struct CommittedSource: Sendable, Hashable {
    /// The source.
    public var source: StreamSource
    /// The last sequence number that need not be sent again; 0 if there is none.
    public var sequence: UInt64

    /// Pairs a source with its sequence number.
    public init(source: StreamSource, sequence: UInt64) {
        self.source = source
        self.sequence = sequence
    }
}
