import Glibc

/// The file system of this machine.
public struct SystemFiles: FileSystem, Sendable {
    /// Creates the real one.
    public init() {}

    /// Opens a directory by path. `open`.
    public func open(path: String) throws(FileFailure) -> Int32 {
        try Self.check(.open) { Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    }

    /// Opens a name below a directory without following links. `openat`.
    public func open(_ name: String, in directory: Int32, for use: FileUse) throws(FileFailure) -> Int32 {
        let flags =
            switch use {
            case .create: O_RDWR | O_CREAT | O_EXCL
            case .write: O_RDWR
            // Reading a name that turns out to be a pipe must not wait for its writer.
            case .read: O_RDONLY | O_NONBLOCK
            case .directory: O_RDONLY | O_DIRECTORY
            }
        return try Self.check(.open) { openat(directory, name, flags | O_NOFOLLOW | O_CLOEXEC, 0o644) }
    }

    /// Opens a file without a name in the directory that `TMPDIR` names, else in `/var/tmp`. `mkstemp`, `unlink`.
    public func openScratch() throws(FileFailure) -> Int32 {
        let directory = getenv("TMPDIR").map { String(cString: $0) } ?? "/var/tmp"
        var path = Array((directory + "/kubemon-XXXXXX").utf8CString)
        let file = try Self.check(.open) { mkstemp(&path) }
        _ = fcntl(file, F_SETFD, FD_CLOEXEC)
        unlink(path)
        return file
    }

    /// Makes a directory. `mkdirat`.
    public func makeDirectory(_ name: String, in directory: Int32) throws(FileFailure) {
        _ = try Self.check(.makeDirectory) { mkdirat(directory, name, 0o755) }
    }

    /// Writes at an offset; may write less. `pwrite`.
    public func write(_ bytes: Span<UInt8>, to file: Int32, at offset: UInt64) throws(FileFailure) -> Int {
        let count = bytes.withUnsafeBytes { bytes in
            Self.retry { pwrite(file, bytes.baseAddress, bytes.count, off_t(offset)) }
        }
        guard count >= 0 else { throw FileFailure(.write, code: errno) }
        return count
    }

    /// Reads at an offset. `pread`.
    public func read(into buffer: inout [UInt8], from file: Int32, at offset: UInt64) throws(FileFailure) -> Int {
        let count = buffer.withUnsafeMutableBytes { buffer in
            Self.retry { pread(file, buffer.baseAddress, buffer.count, off_t(offset)) }
        }
        guard count >= 0 else { throw FileFailure(.read, code: errno) }
        return count
    }

    /// Cuts a file. `ftruncate`.
    public func cut(_ file: Int32, to length: UInt64) throws(FileFailure) {
        _ = try Self.check(.cut) { ftruncate(file, off_t(length)) }
    }

    /// Waits for contents and length. `fdatasync`.
    public func synchronize(file: Int32) throws(FileFailure) { _ = try Self.check(.synchronize) { fdatasync(file) } }

    /// Waits for names. `fsync`.
    public func synchronize(directory: Int32) throws(FileFailure) {
        _ = try Self.check(.synchronize) { fsync(directory) }
    }

    /// Renames in place. `renameat`.
    public func rename(_ name: String, to newName: String, in directory: Int32) throws(FileFailure) {
        _ = try Self.check(.rename) { renameat(directory, name, directory, newName) }
    }

    /// Removes a file. `unlinkat`.
    public func remove(_ name: String, in directory: Int32) throws(FileFailure) {
        _ = try Self.check(.remove) { unlinkat(directory, name, 0) }
    }

    /// Takes the lock of an open file without waiting. `flock`.
    public func lock(_ file: Int32) throws(FileFailure) -> Bool {
        do {
            _ = try Self.check(.lock) { flock(file, LOCK_EX | LOCK_NB) }
            return true
        } catch {
            guard error.code == EWOULDBLOCK else { throw error }
            return false
        }
    }

    /// Length and inode. `fstat`.
    public func status(of file: Int32) throws(FileFailure) -> FileStatus {
        var status = stat()
        _ = try Self.check(.status) { fstat(file, &status) }
        return FileStatus(inode: UInt64(status.st_ino), length: UInt64(max(0, status.st_size)))
    }

    /// Inode of a name. `fstatat`.
    public func inode(of name: String, in directory: Int32) throws(FileFailure) -> UInt64 {
        var status = stat()
        _ = try Self.check(.status) { fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) }
        return UInt64(status.st_ino)
    }

    /// Room on the file system. `fstatvfs`.
    public func space(at directory: Int32) throws(FileFailure) -> FreeSpace {
        var space = statvfs()
        _ = try Self.check(.status) { fstatvfs(directory, &space) }
        let unit = UInt64(space.f_frsize)
        return FreeSpace(available: UInt64(space.f_bavail) * unit, total: UInt64(space.f_blocks) * unit)
    }

    /// The names in a directory. `readdir`.
    public func names(in directory: Int32) throws(FileFailure) -> [String] {
        // `fdopendir` takes its descriptor over, and a duplicate would share the position: so the directory is opened anew.
        let own = try Self.check(.list) { openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard let stream = fdopendir(own) else {
            let code = errno
            _ = Glibc.close(own)
            throw FileFailure(.list, code: code)
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    /// Whether files can be made there. `faccessat`.
    public func isWritable(_ directory: Int32) -> Bool { faccessat(directory, ".", W_OK | X_OK, 0) == 0 }

    /// Closes a descriptor. `close`.
    public func close(_ descriptor: Int32) { _ = Glibc.close(descriptor) }

    /// Where relative paths start. `getcwd`.
    public func currentDirectory() -> String {
        guard let path = getcwd(nil, 0) else { return "/" }
        defer { free(path) }
        return String(cString: path)
    }

    /// Repeats a call that a signal interrupted.
    private static func retry(_ call: () -> Int) -> Int {
        var result = call()
        while result < 0 && errno == EINTR { result = call() }
        return result
    }

    private static func check(_ call: FileFailure.Call, _ body: () -> Int32) throws(FileFailure) -> Int32 {
        let result = retry { Int(body()) }
        guard result >= 0 else { throw FileFailure(call, code: errno) }
        return Int32(result)
    }
}
