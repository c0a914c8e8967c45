/// Lengths of time as people write them.
public enum Duration {
    /// Reads `0.5`, `2s`, `100ms`, `10m`, `2h`, `1d`; seconds where no unit is given.
    ///
    /// - Returns: nanoseconds, or `nil` for anything else or more than 10 000 days.
    public static func nanoseconds(_ text: String) -> UInt64? {
        let units: [(suffix: String, factor: Double)] = [
            ("ms", 1e6), ("us", 1e3), ("ns", 1), ("s", 1e9), ("m", 60e9), ("h", 3600e9), ("d", 86400e9),
        ]
        let unit = units.first { text.hasSuffix($0.suffix) }
        let number = unit.map { text.dropLast($0.suffix.count) } ?? Substring(text)
        // "inf", "nan" and "0x1p3" are numbers for Swift, but nobody means them.
        guard number.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }), let value = Double(number) else {
            return nil
        }
        let result = value * (unit?.factor ?? 1e9)
        return result <= 864e15 ? UInt64(result.rounded()) : nil
    }

    /// Writes a length of time the way ``nanoseconds(_:)`` reads it, in the largest unit that needs no fraction.
    public static func text(_ nanoseconds: UInt64) -> String {
        let units: [(suffix: String, factor: UInt64)] = [
            ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000),
            ("ms", 1_000_000), ("us", 1_000),
        ]
        for unit in units where nanoseconds >= unit.factor && nanoseconds % unit.factor == 0 {
            return "\(nanoseconds / unit.factor)\(unit.suffix)"
        }
        return "\(nanoseconds)ns"
    }
}
