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

    /// Names of the directories in the directory at `path`, from `getdents64`.
    public func subdirectories(of path: String) throws(FileError) -> [String] {
        let descriptor = kubemon_open_directory(AT_FDCWD, path)
        guard descriptor >= 0 else { throw FileError(errno: errno) }
        let directory = OpenFile(adopting: descriptor)
        var names: [String] = []
        var buffer = [UInt8](repeating: 0, count: 32 * 1024)
        while true {
            let size = buffer.count
            let count = buffer.withUnsafeMutableBytes { kubemon_getdents(directory.descriptor, $0.baseAddress, size) }
            guard count >= 0 else { throw FileError(errno: errno) }
            guard count > 0 else { return names }
            buffer.withUnsafeBytes {
                append(from: UnsafeRawBufferPointer(rebasing: $0[..<Int(count)]), in: path, to: &names)
            }
        }
    }

    /// Walks `struct linux_dirent64`: inode (8 bytes), offset (8), length (2), type (1), name.
    private func append(from entries: UnsafeRawBufferPointer, in path: String, to names: inout [String]) {
        var offset = 0
        while offset + 19 <= entries.count {
            let length = Int(entries.loadUnaligned(fromByteOffset: offset + 16, as: UInt16.self))
            guard length > 19, offset + length <= entries.count else { return }
            let type = entries[offset + 18]
            let name = String(decoding: entries[(offset + 19)..<(offset + length)].prefix { $0 != 0 }, as: UTF8.self)
            offset += length
            guard name != ".", name != ".." else { continue }
            if type == UInt8(DT_DIR) || (type == UInt8(DT_UNKNOWN) && isDirectory(path + "/" + name)) {
                names.append(name)
            }
        }
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
