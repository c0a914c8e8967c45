import Glibc

/// The clocks, behind an interface so that tests decide what time it is.
public protocol TimeSource: Sendable {
    /// Nanoseconds since 1970 UTC. May jump.
    func wall() -> UInt64
    /// Nanoseconds since boot, suspended time included. Never jumps.
    func monotonic() -> UInt64
}

/// The clocks of this machine: `CLOCK_REALTIME` and `CLOCK_BOOTTIME`.
public struct SystemTime: TimeSource {
    /// Creates the source.
    public init() {}

    /// `CLOCK_REALTIME`, nanoseconds.
    public func wall() -> UInt64 { Self.read(CLOCK_REALTIME) }
    /// `CLOCK_BOOTTIME`, nanoseconds.
    public func monotonic() -> UInt64 { Self.read(CLOCK_BOOTTIME) }

    private static func read(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
