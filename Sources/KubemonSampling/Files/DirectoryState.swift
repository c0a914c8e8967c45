/// What tells two states of a directory apart without listing it.
public struct DirectoryState: Sendable, Hashable {
    /// Number of the directory itself; another one under the same path has another number.
    public var inode: UInt64
    /// Two plus the subdirectories in a cgroup tree, whose modification time says nothing.
    public var links: UInt64
    /// Last change of its entries, ns; tells on file systems that do not count links.
    public var modified: UInt64

    /// Describes a directory.
    public init(inode: UInt64, links: UInt64, modified: UInt64) {
        (self.inode, self.links, self.modified) = (inode, links, modified)
    }
}
