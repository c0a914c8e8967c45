/// How the running recording stands.
public struct RecordingProgress: Sendable {
    /// One node's part in the recording.
    public struct Node: Sendable, Hashable {
        /// Name of the node.
        public var name: String
        /// Ticks recorded.
        public var ticks: UInt64 = 0
        /// Slots of the window without a tick.
        public var missed: UInt64 = 0
        /// Gaps.
        public var gaps: UInt64 = 0
        /// The last slot that was recorded.
        public var lastSlot: UInt64 = 0
        /// The last gap in words; empty if there is none.
        public var lastGap = ""

        /// A node without rows yet.
        public init(name: String) { self.name = name }
    }

    /// What is on disk.
    public var summary: RecordingSummary
    /// The nodes, by name.
    public var nodes: [Node] = []
    /// Rows of each table, by table name, in the order of `EntityKind.allCases`.
    public var rowsByTable: [(table: String, rows: UInt64)] = []
    /// Monotonic time of the last commit, ns.
    public var lastCommit: UInt64 = 0
    /// Bytes that wait to be committed.
    public var pending: UInt64 = 0
    /// Why rows can't be written at the moment; empty while all is well.
    public var failure = ""
    /// What needs attention before it becomes a failure; empty while all is well.
    public var warning = ""
    /// Nodes whose last samples are awaited, once the recording was stopped.
    public var awaited: [String] = []

    /// Whether it was found damaged: it is over, and ``failure`` says why. It is shown until somebody has taken note.
    public var isOver: Bool { summary.state == .damaged }

    /// A recording without rows.
    public init(summary: RecordingSummary) { self.summary = summary }
}
