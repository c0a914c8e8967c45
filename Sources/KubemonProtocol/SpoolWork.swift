public import NIOCore

/// Frames of one key group that the spool does not have yet.
public struct SpoolWork: Sendable {
    /// The run that the group belongs to.
    public var epoch: UInt64
    /// Number of the group's first item.
    public var group: UInt64
    /// How many of the group's frames the spool has.
    public var done: Int
    /// Those that follow.
    public var frames: [ByteBuffer]

    /// Bytes of the frames.
    public var bytes: Int { frames.reduce(0) { $0 + $1.readableBytes } }

    /// Describes frames to be spooled.
    public init(epoch: UInt64, group: UInt64, done: Int, frames: [ByteBuffer]) {
        self.epoch = epoch
        self.group = group
        self.done = done
        self.frames = frames
    }
}
