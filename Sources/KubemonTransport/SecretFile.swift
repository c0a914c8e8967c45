import Glibc

/// Files that nobody else may read.
public enum SecretFile {
    /// The text of a file, or `nil` if there is none.
    ///
    /// - Parameters:
    ///   - limit: longest file, in bytes.
    ///   - hiddenFromGroup: whether the file's group must not be able to read it either.
    ///   - isSecret: whether a text is one that others must not read.
    /// - Throws: ``KeyFileError`` if it can't be read, or others can.
    public static func read(
        _ path: String, limit: Int, hiddenFromGroup: Bool, isSecret: (String) -> Bool = { _ in true }
    ) throws(KeyFileError) -> String? {
        // Without waiting, if it is a pipe that nobody writes to.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .system(path, "read")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .system(path, "read") }
        guard status.st_mode & S_IFMT != S_IFDIR else {
            throw KeyFileError("\(path) is a directory, not a file of keys")
        }
        var (bytes, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 65_536))
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .system(path, "read") }
            if count == 0 { break }
            bytes += buffer[..<count]
            guard bytes.count <= limit else { throw KeyFileError("\(path) is too long for a file of keys") }
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard status.st_mode & (hiddenFromGroup ? 0o077 : 0o007) == 0 || !isSecret(text) else {
            throw KeyFileError("others can read or change the key in \(path); run: chmod 600 \(path)")
        }
        return text
    }

    /// Puts a file of mode 0600 in the place of another, or of none, in one step.
    static func replace(_ path: String, with text: String) throws(KeyFileError) {
        let new = path + ".new"
        unlink(new)
        let descriptor = open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system(new, "made") }
        let bytes = Array(text.utf8)
        let isWritten = write(descriptor, bytes, bytes.count) == bytes.count && fsync(descriptor) == 0
        close(descriptor)
        guard isWritten, rename(new, path) == 0 else {
            let error = KeyFileError.system(path, "written")
            unlink(new)
            throw error
        }
    }
}
