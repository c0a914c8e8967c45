import Glibc
import KubemonSystem
import Synchronization

/// Where log lines go: a file, which ``reopen()`` opens anew after something has moved it away, or standard error.
///
/// Whoever logs waits neither for a reader nor for a disk: a thread of its own writes, and lines that come while it waits
/// for a pager that was left open or a disk that hangs are lost beyond a bound, and counted. Sampling and recording must
/// not stop because of a log.
final class LogFile: Sendable {
    private struct Queue: Sendable {
        /// Whole lines that wait.
        var bytes: [UInt8] = []
        /// Lines that nobody took since the last one that was.
        var lost: UInt64 = 0
        var mustReopen = false
        /// Whether the thread has nothing to do.
        var isIdle = true
    }

    /// So long the end of the process waits for the last lines, ms.
    private static let patience: Int32 = 1000

    private let path: String?
    private let capacity: Int
    private let queue = Mutex(Queue())
    private let wakeup = Wakeup()
    private let becameIdle = Wakeup()

    /// Opens the file at `path`; standard error if there is none.
    ///
    /// - Parameter capacity: most bytes that wait to be written.
    /// - Throws: ``Failure`` if the file can't be written.
    init(path: String?, capacity: Int = 1 << 20) throws(Failure) {
        (self.path, self.capacity) = (path, capacity)
        let descriptor = try path.map { path throws(Failure) in try Self.open(path) } ?? STDERR_FILENO
        NativeThread(name: "log") { [self] in run(descriptor) }.detach()
    }

    /// Takes a whole line, if there is room for it.
    ///
    /// - Parameter line: makes the line, its end included, from the number of lines that were lost before it.
    func write(_ line: (_ lost: UInt64) -> String) {
        queue.withLock { queue in
            let text = line(queue.lost)
            guard queue.bytes.count + text.utf8.count <= capacity else { return queue.lost += 1 }
            queue.bytes += text.utf8
            (queue.lost, queue.isIdle) = (0, false)
        }
        wakeup.signal()
    }

    /// Has the file at its path opened again (R17), so that logrotate can move the old one away. Where that fails the old
    /// one stays in use.
    func reopen() {
        queue.withLock { ($0.mustReopen, $0.isIdle) = (true, false) }
        wakeup.signal()
    }

    /// Waits until all is written, but no longer than the end of a process may take.
    func finish() {
        while !queue.withLock({ $0.isIdle }) {
            guard becameIdle.wait(milliseconds: Self.patience) else { return }
        }
    }

    // MARK: The thread

    private func run(_ first: Int32) -> Never {
        var descriptor = first
        /// Whether the last line was taken in part.
        var isTorn = false
        while true {
            wakeup.wait(milliseconds: -1)
            let (bytes, mustReopen) = queue.withLock { queue in
                defer { (queue.bytes, queue.mustReopen) = ([], false) }
                return (queue.bytes, queue.mustReopen)
            }
            if mustReopen, let path, let new = try? Self.open(path) {
                close(descriptor)
                descriptor = new
            }
            let rest = Self.write((isTorn ? [0x0A] : []) + bytes, to: descriptor)
            if !bytes.isEmpty { isTorn = !rest.isEmpty && rest.count < bytes.count }
            let isIdle = queue.withLock { queue in
                queue.lost += UInt64(rest.count { $0 == 0x0A })
                queue.isIdle = queue.bytes.isEmpty && !queue.mustReopen
                return queue.isIdle
            }
            if isIdle { becameIdle.signal() }
        }
    }

    /// Returns what was not taken.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> ArraySlice<UInt8> {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                // Another program that has it too does not want to wait.
                var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&ready, 1, -1)
            } else if errno != EINTR {
                break
            }
        }
        return rest
    }

    private static func open(_ path: String) throws(Failure) -> Int32 {
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw Failure(sentence: "the log file \(path) can't be written: \(String(cString: strerror(errno)))")
        }
        return descriptor
    }
}
