import Glibc
import Synchronization

/// Where log lines go: a file, which ``reopen()`` opens anew after something has moved it away, or standard error.
///
/// Whoever logs never waits for a reader: where standard error is a pipe or a terminal that takes no more, lines are
/// lost and counted. Sampling and recording must not stop because a pager was left open.
final class LogFile: Sendable {
    private struct State {
        var descriptor: Int32
        /// Lines that nobody took since the last one that was.
        var lost: UInt64 = 0
        /// Whether the last line was taken in part.
        var isTorn = false
    }

    private let path: String?
    private let state: Mutex<State>

    /// Opens the file at `path`; standard error if there is none.
    ///
    /// - Throws: ``Failure`` if the file can't be written.
    init(path: String?) throws(Failure) {
        self.path = path
        state = Mutex(
            State(
                descriptor: try path.map { path throws(Failure) in try Self.open(path) }
                    ?? Self.unwaiting(STDERR_FILENO)))
    }

    /// Log lines for a pipe, a terminal or a socket that is open already.
    init(descriptor: Int32) {
        path = nil
        state = Mutex(State(descriptor: Self.unwaiting(descriptor)))
    }

    /// Writes a whole line at once.
    ///
    /// - Parameter line: makes the line, its end included, from the number of lines that were lost before it.
    func write(_ line: (_ lost: UInt64) -> String) {
        state.withLock { state in
            var text = (state.isTorn ? "\n" : "") + line(state.lost)
            let (count, taken) = text.withUTF8 { ($0.count, Self.put($0, to: state.descriptor)) }
            if taken > 0 { state.isTorn = taken < count }
            state.lost = taken == count ? 0 : state.lost + 1
        }
    }

    /// Opens the file at its path again (R17), so that logrotate can move the old one away. Where that fails the old one
    /// stays in use.
    func reopen() {
        guard let path, let new = try? Self.open(path) else { return }
        state.withLock { state in
            close(state.descriptor)
            state.descriptor = new
        }
    }

    /// Returns how many bytes were taken.
    private static func put(_ bytes: UnsafeBufferPointer<UInt8>, to descriptor: Int32) -> Int {
        let sent = send(
            descriptor, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
        if sent >= 0 || errno != ENOTSOCK { return max(sent, 0) }
        return max(Glibc.write(descriptor, bytes.baseAddress, bytes.count), 0)
    }

    /// The same pipe or terminal without waiting. O_NONBLOCK on the descriptor itself would change it for every other
    /// program that has it.
    private static func unwaiting(_ descriptor: Int32) -> Int32 {
        var status = stat()
        guard fstat(descriptor, &status) == 0, [S_IFIFO, S_IFCHR].contains(status.st_mode & S_IFMT) else {
            return descriptor
        }
        let own = Glibc.open("/proc/self/fd/\(descriptor)", O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
        return own >= 0 ? own : descriptor
    }

    private static func open(_ path: String) throws(Failure) -> Int32 {
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw Failure(sentence: "the log file \(path) can't be written: \(String(cString: strerror(errno)))")
        }
        return descriptor
    }
}
