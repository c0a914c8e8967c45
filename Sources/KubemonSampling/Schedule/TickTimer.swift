import CLinux
import Glibc

/// Waits for a time of the monotonic clock, interruptibly.
///
/// One thread waits, any thread interrupts. Uses a timer of `CLOCK_BOOTTIME`, so time during which the machine sleeps
/// counts.
public final class TickTimer: Sendable {
    private let timer: Int32
    private let wake: Int32

    /// Creates the timer.
    ///
    /// - Throws: ``FileError`` if there is no descriptor left.
    public init() throws(FileError) {
        timer = kubemon_timerfd(CLOCK_BOOTTIME)
        guard timer >= 0 else { throw FileError(errno: errno) }
        wake = kubemon_eventfd()
        guard wake >= 0 else {
            let error = FileError(errno: errno)
            close(timer)
            throw error
        }
    }

    deinit {
        close(timer)
        close(wake)
    }

    /// Waits until `monotonic`, ns. Returns false, at once, after an ``interrupt()`` that no wait has seen yet.
    public func wait(until monotonic: UInt64) -> Bool {
        // 0 would disarm the timer instead of letting it fire at once.
        guard kubemon_timerfd_set(timer, max(1, monotonic)) == 0 else { return false }
        let ready = kubemon_wait_readable(timer, wake, -1)
        guard ready & 2 == 0 else {
            _ = kubemon_eventfd_drain(wake)
            return false
        }
        _ = kubemon_eventfd_drain(timer)
        return true
    }

    /// Ends the running wait, or the next one.
    public func interrupt() { _ = kubemon_eventfd_signal(wake) }
}
