/// What a file is opened for.
public enum FileUse: Sendable {
    /// Reading and writing a new file; fails if there is one.
    case create
    /// Reading and writing a file that exists.
    case write
    /// Reading a file that exists.
    case read
    /// A directory.
    case directory
}
