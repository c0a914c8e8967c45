import Glibc

/// Instants as text.
public enum TimeOfDay {
    /// `2026-11-22T14:02:31Z` of nanoseconds since 1970 UTC.
    public static func text(_ wall: UInt64) -> String {
        var seconds = time_t(wall / 1_000_000_000)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))T"
            + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))Z"
    }
}

extension TimeOfDay {
    /// Nanoseconds since 1970 UTC of `2026-11-22T14:02:31Z`, with or without a fraction; `nil` for anything else.
    public static func nanoseconds(_ text: String) -> UInt64? {
        let parts = text.split(whereSeparator: { "-T:".contains($0) }).map(String.init)
        guard parts.count == 6, text.count >= 20, parts[5].hasSuffix("Z"), let seconds = Double(parts[5].dropLast()),
            seconds >= 0, seconds < 61
        else { return nil }
        let numbers = parts.dropLast().compactMap { Int32($0) }
        guard numbers.count == 5, (1970...9999).contains(numbers[0]) else { return nil }
        var time = tm()
        time.tm_year = numbers[0] - 1900
        (time.tm_mon, time.tm_mday, time.tm_hour, time.tm_min) = (numbers[1] - 1, numbers[2], numbers[3], numbers[4])
        let wall = timegm(&time)
        guard wall >= 0, wall < 9_000_000_000 else { return nil }
        return UInt64(wall) * 1_000_000_000 + UInt64(seconds * 1e9)
    }
}
