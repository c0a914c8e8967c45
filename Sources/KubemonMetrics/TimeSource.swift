import Glibc

/// The clocks, behind an interface so that tests decide what time it is.
public protocol TimeSource: Sendable {
    /// Nanoseconds since 1970 UTC. May jump.
    func wall() -> UInt64
    /// Nanoseconds since boot, suspended time included. Never jumps.
    func monotonic() -> UInt64
}

extension TimeSource {
    /// Both clocks at one instant, to within a millisecond. A thread that is interrupted between reading one and the other
    /// would take the time that it stood for a step of the wall clock.
    public func both() -> (wall: UInt64, monotonic: UInt64) {
        var before = monotonic()
        for _ in 0..<10 {
            let (wall, after) = (wall(), monotonic())
            if after &- before < 1_000_000 { return (wall, after) }
            before = after
        }
        return (wall(), monotonic())
    }
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
