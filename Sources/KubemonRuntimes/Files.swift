import FoundationEssentials
import Glibc

/// Small files and directories, read at once.
enum Files {
    /// Most names that are read of a directory.
    private static let mostNames = 65_536

    /// The whole file, or nil if it is none, cannot be read or is longer than `limit` bytes.
    static func read(_ path: String, limit: Int) -> Data? {
        // Nothing but a regular file is waited for.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var info = stat()
        guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG, info.st_size <= limit else { return nil }
        var bytes = Data(count: limit > Int(info.st_size) ? Int(info.st_size) + 1 : limit)
        var length = 0
        while length < bytes.count {
            let space = bytes.count - length
            let count = bytes.withUnsafeMutableBytes { buffer in
                buffer.baseAddress.map { Glibc.read(descriptor, $0 + length, space) } ?? 0
            }
            guard count >= 0 else { return nil }
            if count == 0 { break }
            length += count
        }
        return bytes.prefix(length)
    }

    /// The names in a directory, without order; empty if there is none.
    static func names(in path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while names.count < mostNames, let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// `path` of the machine whose `/` is mounted at `root`.
    static func path(_ path: String, below root: String) -> String {
        root.hasSuffix("/") ? String(root.dropLast()) + path : root + path
    }
}
