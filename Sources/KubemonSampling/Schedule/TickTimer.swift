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

    /// Why a wait has ended.
    public enum Wakening: Sendable {
        /// The time has come.
        case time
        /// ``interrupt()`` was called, perhaps before the wait began.
        case interrupt
        /// The other descriptor is readable.
        case descriptor
    }

    /// Waits until `monotonic`, ns, an interruption, or until `descriptor` (-1: none) is readable.
    public func wait(until monotonic: UInt64, or descriptor: Int32 = -1) -> Wakening {
        // 0 would disarm the timer instead of letting it fire at once.
        guard kubemon_timerfd_set(timer, max(1, monotonic)) == 0 else { return .interrupt }
        let ready = kubemon_wait_readable_of_three(timer, wake, descriptor, -1)
        if ready & 2 != 0 {
            _ = kubemon_eventfd_drain(wake)
            return .interrupt
        }
        guard ready & 1 != 0 else { return .descriptor }
        _ = kubemon_eventfd_drain(timer)
        return .time
    }

    /// Ends the running wait, or the next one.
    public func interrupt() { _ = kubemon_eventfd_signal(wake) }
}
