extension Format {
    private static let second: UInt64 = 1_000_000_000

    /// A stretch of time as a clock shows it: 00:12:31, 3d 04:11:02.
    public static func clockDuration(_ nanoseconds: UInt64) -> String {
        let seconds = nanoseconds / second
        let time = [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60].map { padded($0, to: 2) }
        let days = seconds / 86_400
        return (days > 0 ? "\(days)d " : "") + time.joined(separator: ":")
    }

    /// How long ago: 0.4s, 7.9s, 41s, 12m, 5h, 3d.
    public static func age(_ nanoseconds: UInt64) -> String {
        let seconds = Double(nanoseconds) / 1e9
        if seconds < 9.95 { return decimal(seconds, digits: 1) + "s" }
        if seconds < 99.5 { return decimal(seconds, digits: 0) + "s" }
        if seconds < 5_970 { return decimal(seconds / 60, digits: 0) + "m" }
        if seconds < 172_000 { return decimal(seconds / 3600, digits: 0) + "h" }
        return decimal(seconds / 86_400, digits: 0) + "d"
    }

    /// A short stretch of time: 0.3ms, 220ms, 1.2s.
    public static func latency(_ nanoseconds: UInt64?) -> String {
        guard let nanoseconds else { return missing }
        let milliseconds = Double(nanoseconds) / 1e6
        if milliseconds < 9.95 { return decimal(milliseconds, digits: 1) + "ms" }
        if milliseconds < 999.5 { return decimal(milliseconds, digits: 0) + "ms" }
        return age(nanoseconds)
    }

    /// A difference of clocks with its sign: +1ms, -3ms, +12s.
    public static func offset(_ nanoseconds: Int64?) -> String {
        guard let nanoseconds else { return missing }
        let size = nanoseconds.magnitude
        let text = size < 9_950_000_000 ? decimal(Double(size) / 1e6, digits: 0) + "ms" : age(size)
        return (nanoseconds < 0 ? "-" : "+") + text
    }

    /// An interval or window with its unit: 0.2s, 1s, 5m, 1h.
    public static func interval(_ nanoseconds: UInt64) -> String {
        if nanoseconds >= 3600 * second, nanoseconds.isMultiple(of: 3600 * second) {
            return "\(nanoseconds / (3600 * second))h"
        }
        if nanoseconds >= 60 * second, nanoseconds.isMultiple(of: 60 * second) {
            return "\(nanoseconds / (60 * second))m"
        }
        if nanoseconds.isMultiple(of: second) { return "\(nanoseconds / second)s" }
        return number(Double(nanoseconds) / 1e9) + "s"
    }

    /// Time of day in UTC: 14:02:31Z.
    public static func timeOfDay(_ wall: UInt64) -> String {
        let seconds = wall / second % 86_400
        return [seconds / 3600, seconds / 60 % 60, seconds % 60].map { padded($0, to: 2) }.joined(separator: ":") + "Z"
    }

    /// Date and time in UTC: 2026-11-22 13:50:00Z.
    public static func dateTime(_ wall: UInt64) -> String { date(wall) + " " + timeOfDay(wall) }

    /// Date in UTC: 2026-11-22.
    public static func date(_ wall: UInt64) -> String {
        // Days to a civil date as in "chrono-Compatible Low-Level Date Algorithms": years begin in March.
        let days = wall / second / 86_400 + 719_468
        let era = days / 146_097
        let dayOfEra = days % 146_097
        let year = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        let civilMonth = month < 10 ? month + 3 : month - 9
        let civilYear = year + era * 400 + (civilMonth <= 2 ? 1 : 0)
        return "\(civilYear)-\(padded(civilMonth, to: 2))-\(padded(day, to: 2))"
    }
}
