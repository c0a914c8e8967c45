import CLinux
import Glibc

/// The files of this machine.
public struct SystemFiles: FileSource {
    /// Creates the source.
    public init() {}

    /// Opens the file at `path` for reading.
    public func open(_ path: String) throws(FileError) -> OpenFile {
        let descriptor = path.withCString { kubemon_open(AT_FDCWD, $0) }
        guard descriptor >= 0 else { throw FileError(errno: errno) }
        return OpenFile(adopting: descriptor)
    }

    /// Reads with `pread`, so that a kept descriptor always gives the newest text.
    public func read(
        _ file: borrowing OpenFile, at offset: Int, into buffer: UnsafeMutableRawBufferPointer
    ) throws(FileError) -> Int {
        while true {
            let count = pread(file.descriptor, buffer.baseAddress, buffer.count, off_t(offset))
            if count >= 0 { return count }
            guard errno == EINTR else { throw FileError(errno: errno) }
        }
    }

    /// The state of the directory at `path`, from one `fstatat`.
    public func state(ofDirectory path: String) throws(FileError) -> DirectoryState {
        var state = kubemon_directory_state()
        guard path.withCString({ kubemon_directory_state(AT_FDCWD, $0, &state) }) == 0 else {
            throw FileError(errno: errno)
        }
        return DirectoryState(inode: state.inode, links: state.links, modified: state.modified)
    }

    /// What is known of the file at `path`, from one `stat`.
    public func status(of path: String) throws(FileError) -> FileStatus {
        var status = kubemon_status()
        guard path.withCString({ kubemon_status($0, &status) }) == 0 else { throw FileError(errno: errno) }
        return FileStatus(inode: status.inode, size: status.size)
    }

    /// The names in the directory at `path` that are numbers, from `getdents64`. Allocates only if `numbers` has to grow.
    public func numbers(in path: String, into numbers: inout [UInt32]) throws(FileError) {
        numbers.removeAll(keepingCapacity: true)
        try forEachEntry(of: path) { _, name in
            var number: UInt32 = 0
            for byte in name {
                guard byte >= 0x30, byte <= 0x39 else { return }
                number = number &* 10 &+ UInt32(byte - 0x30)
            }
            numbers.append(number)
        }
    }

    /// Names of the directories in the directory at `path`, from `getdents64`.
    public func subdirectories(of path: String) throws(FileError) -> [String] {
        var names: [String] = []
        try forEachEntry(of: path) { type, bytes in
            let name = String(decoding: bytes, as: UTF8.self)
            guard name != ".", name != ".." else { return }
            if type == UInt8(DT_DIR) || (type == UInt8(DT_UNKNOWN) && isDirectory(path + "/" + name)) {
                names.append(name)
            }
        }
        return names
    }

    /// Walks `struct linux_dirent64`: inode (8 bytes), offset (8), length (2), type (1), name.
    private func forEachEntry(
        of path: String, _ body: (UInt8, UnsafeRawBufferPointer.SubSequence) -> Void
    ) throws(FileError) {
        let descriptor = kubemon_open_directory(AT_FDCWD, path)
        guard descriptor >= 0 else { throw FileError(errno: errno) }
        let directory = OpenFile(adopting: descriptor)
        let failure = withUnsafeTemporaryAllocation(byteCount: 32 * 1024, alignment: 8) { buffer -> Int32 in
            while true {
                let count = kubemon_getdents(directory.descriptor, buffer.baseAddress, buffer.count)
                guard count > 0 else { return count == 0 ? 0 : errno }
                var offset = 0
                while offset + 19 <= count {
                    let length = Int(buffer.loadUnaligned(fromByteOffset: offset + 16, as: UInt16.self))
                    guard length > 19, offset + length <= count else { break }
                    let name = UnsafeRawBufferPointer(buffer)[(offset + 19)..<(offset + length)].prefix { $0 != 0 }
                    body(buffer[offset + 18], name)
                    offset += length
                }
            }
        }
        guard failure == 0 else { throw FileError(errno: failure) }
    }

    private func isDirectory(_ path: String) -> Bool {
        do throws(FileError) {
            _ = try state(ofDirectory: path)
            return true
        } catch {
            return false
        }
    }
}
