import KubemonMetrics

/// Notices when the wall clock is set: it then runs away from the monotonic one.
struct ClockWatch {
    /// Wall clock minus monotonic clock at the last look.
    private var offset: UInt64

    init(_ time: any TimeSource) { offset = Self.offset(time) }

    /// By how many nanoseconds the clock was set since the last look, if that is more than `limit`.
    mutating func step(_ time: any TimeSource, above limit: UInt64) -> Int64? {
        let now = Self.offset(time)
        let step = Int64(bitPattern: now &- offset)
        offset = now
        return step.magnitude > limit ? step : nil
    }

    private static func offset(_ time: any TimeSource) -> UInt64 {
        let now = time.both()
        return now.wall &- now.monotonic
    }
}
