import CLinux
import Glibc

/// A way to wake a thread that waits in `poll`: an eventfd. Safe to use from any thread.
public final class Wakeup: Sendable {
    /// Readable while the thread should wake; for use in `poll`.
    public let descriptor: Int32

    /// Creates one.
    public init() {
        descriptor = kubemon_eventfd()
        precondition(descriptor >= 0, "no descriptor is left for an eventfd")
    }

    deinit { close(descriptor) }

    /// Wakes the thread. May be called in a signal handler.
    public func signal() { _ = kubemon_eventfd_signal(descriptor) }

    /// Forgets what was signalled so far. Returns whether anything was.
    @discardableResult
    public func drain() -> Bool { kubemon_eventfd_drain(descriptor) > 0 }

    /// Waits until it is signalled, for at most `milliseconds` (-1: for ever), and forgets the signal.
    @discardableResult
    public func wait(milliseconds: Int32) -> Bool {
        _ = kubemon_wait_readable(descriptor, -1, milliseconds)
        return drain()
    }
}
