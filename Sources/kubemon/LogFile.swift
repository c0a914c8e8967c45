import Glibc
import Synchronization

/// Where log lines go: a file, which ``reopen()`` opens anew after something has moved it away, or standard error.
final class LogFile: Sendable {
    private let path: String?
    private let descriptor: Mutex<Int32>

    /// Opens the file at `path`; standard error if there is none.
    ///
    /// - Throws: ``Failure`` if the file can't be written.
    init(path: String?) throws(Failure) {
        self.path = path
        descriptor = Mutex(try path.map { path throws(Failure) in try Self.open(path) } ?? STDERR_FILENO)
    }

    /// Writes a whole line at once.
    func write(_ line: String) {
        var line = line
        descriptor.withLock { descriptor in
            line.withUTF8 { _ = Glibc.write(descriptor, $0.baseAddress, $0.count) }
        }
    }

    /// Opens the file at its path again (R17), so that logrotate can move the old one away. Where that fails the old one
    /// stays in use.
    func reopen() {
        guard let path, let new = try? Self.open(path) else { return }
        descriptor.withLock { descriptor in
            close(descriptor)
            descriptor = new
        }
    }

    private static func open(_ path: String) throws(Failure) -> Int32 {
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw Failure(sentence: "the log file \(path) can't be written: \(String(cString: strerror(errno)))")
        }
        return descriptor
    }
}
