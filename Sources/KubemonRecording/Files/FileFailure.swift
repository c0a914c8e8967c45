/// A call to the file system that did not succeed.
public struct FileFailure: Error, Hashable, Sendable {
    /// What was tried.
    public enum Call: String, Sendable {
        /// Opening a file or directory.
        case open
        /// Making a directory.
        case makeDirectory
        /// Reading.
        case read
        /// Unpacking a compressed file.
        case unpack
        /// Writing.
        case write
        /// Cutting a file to a length.
        case cut
        /// `fdatasync` of a file or `fsync` of a directory.
        case synchronize
        /// Renaming.
        case rename
        /// Removing a file.
        case remove
        /// Locking.
        case lock
        /// Asking for length, inode or free space.
        case status
        /// Listing a directory.
        case list
    }

    /// What was tried.
    public let call: Call
    /// The kernel's error number.
    public let code: Int32

    /// Describes a failure.
    public init(_ call: Call, code: Int32) {
        self.call = call
        self.code = code
    }
}
