/// Numbers as text, always short, without Foundation.
public enum Format {
    /// What stands for a value that is not available. Never 0.
    public static let missing = "-"

    /// A number with three significant digits below 1000 and no decimals above: 0, 0.05, 1.23, 12.3, 123, 1234.
    public static func number(_ value: Double?) -> String {
        guard let value, value.isFinite else { return missing }
        if value == 0 { return "0" }
        let magnitude = value.magnitude
        // Compared with what rounding makes of it, so that 9.999 is 10.0 and not 10.00.
        if magnitude < 9.995 { return decimal(value, digits: 2) }
        if magnitude < 99.95 { return decimal(value, digits: 1) }
        return decimal(value, digits: 0)
    }

    /// A number with a fixed count of digits after the point.
    public static func decimal(_ value: Double, digits: Int) -> String {
        guard value.isFinite else { return missing }
        var factor = 1.0
        for _ in 0..<digits { factor *= 10 }
        let scaled = (value.magnitude * factor).rounded()
        guard scaled < 1e18 else { return value < 0 ? "-big" : "big" }
        let whole = UInt64(scaled)
        let unit = UInt64(factor)
        let sign = value < 0 && whole > 0 ? "-" : ""
        guard digits > 0 else { return sign + String(whole) }
        return sign + String(whole / unit) + "." + padded(whole % unit, to: digits)
    }

    /// A percentage without its sign: 0.4, 7.3, 42, 812.
    public static func percent(_ value: Double?) -> String {
        guard let value, value.isFinite else { return missing }
        return value.magnitude < 9.95 && value != 0 ? decimal(value, digits: 1) : decimal(value, digits: 0)
    }

    /// A binary quantity in at most four characters and a unit: 0, 812, 1.2K, 38.1G.
    public static func binary(_ value: Double?) -> String {
        guard let value, value.isFinite else { return missing }
        let units = ["", "K", "M", "G", "T", "P", "E"]
        var (rest, unit) = (value.magnitude, 0)
        while rest >= 999.5, unit < units.count - 1 {
            rest /= 1024
            unit += 1
        }
        let sign = value < 0 ? "-" : ""
        if unit == 0 { return sign + decimal(rest, digits: 0) }
        return sign + (rest < 99.95 ? decimal(rest, digits: 1) : decimal(rest, digits: 0)) + units[unit]
    }

    /// A binary quantity with its unit spelled out: 812 B, 18.4 MiB.
    public static func bytes(_ value: Double?) -> String {
        guard let value, value.isFinite else { return missing }
        let text = binary(value)
        guard let unit = text.last, unit.isLetter else { return text + " B" }
        return text.dropLast() + " " + String(unit) + "iB"
    }

    /// A whole number in groups of three digits.
    public static func grouped(_ value: UInt64) -> String {
        let digits = Array(String(value))
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(" ") }
            text.append(digit)
        }
        return text
    }

    /// A number with zeros in front.
    public static func padded(_ value: UInt64, to width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
