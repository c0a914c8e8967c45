/// Room on the file system of a directory.
public struct FreeSpace: Sendable, Hashable {
    /// Bytes that this process may still write.
    public var available: UInt64
    /// Bytes of the whole file system.
    public var total: UInt64

    /// Describes the room left.
    public init(available: UInt64, total: UInt64) {
        self.available = available
        self.total = total
    }
}
