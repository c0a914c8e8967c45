import KubemonMetrics

/// Notices when the wall clock is set: it then runs away from the monotonic one.
struct ClockWatch {
    /// Wall clock minus monotonic clock at the last look.
    private var offset: UInt64

    init(_ time: any TimeSource) { offset = time.wall() &- time.monotonic() }

    /// By how many nanoseconds the clock was set since the last look, if that is more than `limit`.
    mutating func step(_ time: any TimeSource, above limit: UInt64) -> Int64? {
        let now = time.wall() &- time.monotonic()
        let step = Int64(bitPattern: now &- offset)
        offset = now
        return step.magnitude > limit ? step : nil
    }
}
