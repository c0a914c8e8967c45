/// One run of one monitor: what sequence numbers and entity numbers are relative to (R3).
public struct StreamSource: Sendable, Hashable {
    /// Name of the node.
    public var node: String
    /// Random number of the monitor's run.
    public var epoch: UInt64

    /// Pairs node and epoch.
    public init(node: String, epoch: UInt64) {
        self.node = node
        self.epoch = epoch
    }
}
