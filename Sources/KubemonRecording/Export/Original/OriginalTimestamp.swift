import Glibc

/// Instants as the original wrote them: `2026-11-23 09:41:35.001234`, local time.
enum OriginalTimestamp {
    /// Seconds that this machine's local time is ahead of UTC at an instant, in seconds since 1970.
    static func localOffset(at seconds: UInt64) -> Int {
        var time = time_t(truncatingIfNeeded: seconds)
        var parts = tm()
        guard localtime_r(&time, &parts) != nil else { return 0 }
        return parts.tm_gmtoff
    }

    /// Appends an instant, ns since 1970 UTC, in a local time that is `offset` seconds ahead of UTC.
    static func append(_ wall: UInt64, offset: Int, to line: inout LineBuffer) {
        let local = Int64(clamping: wall / 1000) + Int64(offset) * 1_000_000
        let microseconds = UInt64(max(0, local))
        // `2026-11-23T09:41:35.001Z` up to the milliseconds, then the rest.
        for (index, byte) in TimeText.text(microseconds &* 1000).utf8.enumerated() where index < TimeText.length - 1 {
            line.append(index == 10 ? UInt8(ascii: " ") : byte)
        }
        var rest = microseconds % 1000
        for unit: UInt64 in [100, 10, 1] {
            line.append(UInt8(ascii: "0") + UInt8(rest / unit))
            rest %= unit
        }
    }
}
