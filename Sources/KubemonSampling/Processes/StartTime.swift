import KubemonMetrics
import KubemonProcFS

/// When a process started, in words.
enum StartTime {
    /// RFC 3339 with hundredths of a second.
    ///
    /// - Parameters:
    ///   - ticks: since boot, as in `/proc/PID/stat`.
    ///   - bootTime: seconds since 1970.
    static func text(_ ticks: UInt64, bootTime: UInt64, _ units: KernelUnits) -> String {
        let (seconds, rest) = ticks.quotientAndRemainder(dividingBy: units.ticksPerSecond)
        let fraction = rest * 100 / units.ticksPerSecond
        let text = TimeOfDay.text((bootTime &+ seconds) &* 1_000_000_000)
        return text.dropLast() + (fraction < 10 ? ".0" : ".") + "\(fraction)Z"
    }
}
