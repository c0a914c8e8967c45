/// Readings computed from counters. None of them travels or is recorded.
public enum Rate {
    /// Increase per second of a counter between two reads.
    ///
    /// - Parameter interval: monotonic nanoseconds between the reads.
    /// - Returns: `nil` where a value is missing, the counter was reset, or there is no time between the reads.
    public static func perSecond(_ current: UInt64?, _ previous: UInt64?, interval: UInt64) -> Double? {
        guard let current, let previous, current >= previous, interval > 0 else { return nil }
        return Double(current - previous) * 1e9 / Double(interval)
    }

    /// Share of the interval that a counter of microseconds accounts for, in percent: 100 is one CPU all the time.
    public static func percent(_ current: UInt64?, _ previous: UInt64?, interval: UInt64) -> Double? {
        perSecond(current, previous, interval: interval).map { $0 / 1e6 * 100 }
    }
}
