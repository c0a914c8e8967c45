/// Exactly the calls that recordings and spools make, so that tests can make each of them fail.
///
/// Every call is one system call, named in its comment. Names are single components below an open directory and links
/// are never followed ("opened component by component", recording.md 2); only ``open(path:)`` takes a path of the
/// operator as it is. A descriptor is used by one thread at a time.
public protocol FileSystem {
    /// Opens the directory at a path that the operator gave. `open`.
    func open(path: String) throws(FileFailure) -> Int32
    /// Opens `name` in `directory`; fails on a symbolic link. `openat`.
    func open(_ name: String, in directory: Int32, for use: FileUse) throws(FileFailure) -> Int32
    /// Opens an empty file that has no name and goes when it is closed, where temporary files belong. `mkstemp`, `unlink`.
    func openScratch() throws(FileFailure) -> Int32
    /// Makes a directory. `mkdirat`.
    func makeDirectory(_ name: String, in directory: Int32) throws(FileFailure)
    /// Writes the beginning of `bytes` at `offset` and returns how many were written. `pwrite`.
    func write(_ bytes: Span<UInt8>, to file: Int32, at offset: UInt64) throws(FileFailure) -> Int
    /// Reads at most `buffer.count` bytes at `offset` and returns how many there were; 0 at the end. `pread`.
    func read(into buffer: inout [UInt8], from file: Int32, at offset: UInt64) throws(FileFailure) -> Int
    /// Cuts a file to `length` bytes. `ftruncate`.
    func cut(_ file: Int32, to length: UInt64) throws(FileFailure)
    /// Waits until the contents and length of a file are on the disk. `fdatasync`.
    func synchronize(file: Int32) throws(FileFailure)
    /// Waits until the names in a directory are on the disk. `fsync`.
    func synchronize(directory: Int32) throws(FileFailure)
    /// Gives a file another name in the same directory and replaces what had it. `renameat`.
    func rename(_ name: String, to newName: String, in directory: Int32) throws(FileFailure)
    /// Removes a file. `unlinkat`.
    func remove(_ name: String, in directory: Int32) throws(FileFailure)
    /// Takes the exclusive lock of an open file, or returns false if another holds it. `flock`.
    func lock(_ file: Int32) throws(FileFailure) -> Bool
    /// Length and inode. `fstat`.
    func status(of file: Int32) throws(FileFailure) -> FileStatus
    /// Inode of what has a name in a directory now, without following a link. `fstatat`.
    func inode(of name: String, in directory: Int32) throws(FileFailure) -> UInt64
    /// Room on the file system. `fstatvfs`.
    func space(at directory: Int32) throws(FileFailure) -> FreeSpace
    /// The names in a directory without `.` and `..`, in no order. `getdents64`.
    func names(in directory: Int32) throws(FileFailure) -> [String]
    /// Whether this process may make files in a directory. `faccessat`.
    func isWritable(_ directory: Int32) -> Bool
    /// Closes a descriptor and gives up its lock. `close`.
    func close(_ descriptor: Int32)
    /// The directory that relative paths start from. `getcwd`.
    func currentDirectory() -> String
}
