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
    /// Names of the directories in the directory at `path`, links not included, in any order.
    func subdirectories(of path: String) throws(FileError) -> [String]
}
