import Glibc

/// Times of day as runtimes say them.
package enum WallTime {
    /// Now, ns since the epoch.
    static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return UInt64(max(0, time.tv_sec)) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// Nanoseconds since the epoch of an RFC 3339 time such as `2026-11-22T19:38:36.232368102Z`, or nil if it is none or
    /// does not lie between 1970 and 2554.
    package static func nanoseconds(_ text: String) -> UInt64? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.count <= 40, bytes[4] == 0x2D, bytes[7] == 0x2D, bytes[13] == 0x3A,
            bytes[16] == 0x3A
        else { return nil }
        func number(_ range: Range<Int>) -> Int? { Int(String(decoding: bytes[range], as: UTF8.self)) }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
            let minute = number(14..<16), let second = number(17..<19)
        else { return nil }
        var fields = tm()
        (fields.tm_year, fields.tm_mon, fields.tm_mday) = (Int32(year - 1900), Int32(month - 1), Int32(day))
        (fields.tm_hour, fields.tm_min, fields.tm_sec) = (Int32(hour), Int32(minute), Int32(second))
        var cursor = 19
        var fraction = 0
        if bytes[cursor] == 0x2E {
            let digits = bytes[20...].prefix { (0x30...0x39).contains($0) }.prefix(9)
            let padded = String(decoding: digits, as: UTF8.self) + String(repeating: "0", count: 9 - digits.count)
            fraction = Int(padded) ?? 0
            cursor = 20 + bytes[20...].prefix { (0x30...0x39).contains($0) }.count
        }
        guard let offset = offset(bytes[cursor...]) else { return nil }
        let seconds = timegm(&fields) - offset
        guard seconds >= 0 else { return nil }
        // Nanoseconds end in the year 2554.
        let (whole, isTooLate) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, isOver) = whole.addingReportingOverflow(UInt64(fraction))
        return isTooLate || isOver ? nil : sum
    }

    /// Seconds east of Greenwich that `Z` or `+01:00` say.
    private static func offset(_ bytes: ArraySlice<UInt8>) -> Int? {
        if bytes.elementsEqual([0x5A]) { return 0 }
        let text = Array(bytes)
        guard text.count == 6, text[0] == 0x2B || text[0] == 0x2D,
            let hours = Int(String(decoding: text[1..<3], as: UTF8.self)),
            let minutes = Int(String(decoding: text[4..<6], as: UTF8.self))
        else { return nil }
        return (hours * 3600 + minutes * 60) * (text[0] == 0x2D ? -1 : 1)
    }
}
