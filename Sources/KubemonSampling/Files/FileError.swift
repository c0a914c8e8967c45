/// Why the kernel did not open, read or list a file.
public struct FileError: Error, Hashable, Sendable {
    /// The error number (`ENOENT` and so on).
    public let errno: Int32

    /// Wraps an error number.
    public init(errno: Int32) { self.errno = errno }
}
