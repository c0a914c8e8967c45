/// What the recorder asks of an open file.
public struct FileStatus: Sendable, Hashable {
    /// Number that is unique within the file system while the file exists.
    public var inode: UInt64
    /// Length in bytes.
    public var length: UInt64
    /// Whether it has no name any more: it was removed or replaced.
    public var isUnlinked: Bool

    /// Describes a file.
    public init(inode: UInt64, length: UInt64, isUnlinked: Bool = false) {
        self.inode = inode
        self.length = length
        self.isUnlinked = isUnlinked
    }
}
