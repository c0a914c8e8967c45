/// What is known of a file without opening it.
public struct FileStatus: Sendable, Hashable {
    /// Number of the file; of `/proc/PID/ns/net` that of the network namespace.
    public var inode: UInt64
    /// Bytes; of `/proc/PID/fd` the number of descriptors, since Linux 6.2.
    public var size: UInt64

    /// Describes a file.
    public init(inode: UInt64, size: UInt64) { (self.inode, self.size) = (inode, size) }
}
