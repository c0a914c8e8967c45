/// One run of a monitor: what numbers items in one sequence (R3).
public struct RecordingSource: Sendable, Hashable {
    /// Name of the node (R10).
    public var node: String
    /// Random number of the run.
    public var epoch: UInt64

    /// Names a source.
    public init(node: String, epoch: UInt64) {
        self.node = node
        self.epoch = epoch
    }
}
