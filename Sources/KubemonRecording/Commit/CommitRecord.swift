import KubemonMetrics

/// What was on the disk at one commit (R14): the state from which a recording goes on.
struct CommitRecord: Equatable {
    /// One table's part.
    struct Table: Equatable {
        /// Name of the file.
        var name: String
        /// Number that tells it from a copy.
        var inode: UInt64
        /// What of it counts.
        var extent: TableExtent
    }

    /// One source's part.
    struct Source: Equatable {
        var source: StreamSource
        /// Number among the node's runs (R11); 0 without a row.
        var run: UInt32
        /// Last sequence number that was handled.
        var sequence: UInt64
        /// Last slot seen.
        var slot: UInt64
        var flags: SourceFlags
        /// One bit per kind it samples, by `EntityKind.index`.
        var kinds: UInt32
        var ticks: UInt64
        var missed: UInt64
        var gaps: UInt64
    }

    /// Counts commits from 1; the larger is the newer.
    var number: UInt64
    /// Length of a slot, ns.
    var interval: UInt64
    var window: RecordingWindow
    /// Whether `stop` was called.
    var isStopped: Bool
    var tables: [Table]
    var sources: [Source]
    /// Gaps whose rows wait for the clock.
    var heldGaps: [HeldGap] = []
}
