/// What the recorder asks of an open file.
public struct FileStatus: Sendable, Hashable {
    /// Number that is unique within the file system while the file exists.
    public var inode: UInt64
    /// Length in bytes.
    public var length: UInt64

    /// Describes a file.
    public init(inode: UInt64, length: UInt64) {
        self.inode = inode
        self.length = length
    }
}
