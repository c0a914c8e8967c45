/// Where the files come from: an interface so that tests decide what a read gives.
public protocol FileSource: Sendable {
    /// Opens the file at `path` for reading.
    func open(_ path: String) throws(FileError) -> OpenFile
    /// Reads from byte `offset` on into `buffer` and returns the number of bytes, 0 at the end.
    func read(
        _ file: borrowing OpenFile, at offset: Int, into buffer: UnsafeMutableRawBufferPointer
    ) throws(FileError) -> Int
    /// The state of the directory at `path`.
    func state(ofDirectory path: String) throws(FileError) -> DirectoryState
    /// What is known of the file or directory at `path` without opening it; links are followed.
    func status(of path: String) throws(FileError) -> FileStatus
    /// Puts the names in the directory at `path` that are decimal numbers into `numbers`, in any order.
    func numbers(in path: String, into numbers: inout [UInt32]) throws(FileError)
    /// Names of the directories in the directory at `path`, links not included, in any order.
    func subdirectories(of path: String) throws(FileError) -> [String]
}
