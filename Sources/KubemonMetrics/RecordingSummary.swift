/// One recording in a data directory, as `kubemon list` and the console show it.
public struct RecordingSummary: Sendable, Hashable {
    /// What became of a recording (R17).
    public enum State: String, Sendable {
        /// Rows are being added, or will be when the collector is back.
        case recording
        /// Stopped; the last rows are still awaited.
        case closing
        /// Stopped, and every expected row is there.
        case complete
        /// Stopped, and the manifest says what is missing.
        case incomplete
        /// Its tables do not match its commits; nothing was changed (R14).
        case damaged
    }

    /// Name of its directory.
    public var name = ""
    /// Path of its directory.
    public var path = ""
    /// State.
    public var state = State.recording
    /// The user's note.
    public var note = ""
    /// Start, nanoseconds since 1970 UTC.
    public var start: UInt64 = 0
    /// End of the last slot that was recorded, nanoseconds since 1970 UTC.
    public var end: UInt64 = 0
    /// Sampling interval in nanoseconds.
    public var interval: UInt64 = 0
    /// Names of the nodes that have rows.
    public var nodes: [String] = []
    /// Ticks recorded, over all nodes.
    public var ticks: UInt64 = 0
    /// Rows of all tables.
    public var rows: UInt64 = 0
    /// Bytes of all tables.
    public var bytes: UInt64 = 0
    /// Gaps.
    public var gaps: UInt64 = 0

    /// A recording of which nothing is known yet.
    public init() {}
}
