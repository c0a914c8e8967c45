/// Numbers as the original wrote them, which was as Python does.
enum OriginalNumber {
    /// A value in the original's unit; `nil` if it does not fit, or the unit is not known.
    static func convert(_ value: UInt64, _ scale: OriginalColumn.Scale, _ facts: ManifestFacts?) -> UInt64? {
        switch scale {
        // Rounded to a decimal number only when the difference is known.
        case .one, .seconds: return value
        case .milliseconds: return value / 1000
        case .kibibytes: return value / 1024
        case .sectors: return value / 512
        case .nanoseconds:
            let (product, overflow) = value.multipliedReportingOverflow(by: 1000)
            return overflow ? nil : product
        case .pages: return facts.flatMap { $0.pageSizeBytes > 0 ? value / UInt64($0.pageSizeBytes) : nil }
        case .ticks:
            guard let ticks = facts?.ticksPerSecond, ticks > 0 else { return nil }
            return UInt64(exactly: UInt128(value) * UInt128(ticks) / 1_000_000)
        }
    }

    /// Appends the difference of two values. Room for 64 bytes must have been reserved.
    static func append(_ value: UInt64, minus last: UInt64, _ scale: OriginalColumn.Scale, to line: inout LineBuffer) {
        let magnitude = value > last ? value - last : last - value
        guard case .seconds = scale else {
            if value < last { line.append(UInt8(ascii: "-")) }
            line.append(decimal: magnitude)
            return
        }
        // The original rounded to four digits.
        let (whole, fraction) = (magnitude / 100 + (magnitude % 100 >= 50 ? 1 : 0)).quotientAndRemainder(
            dividingBy: 10_000)
        if value < last, whole > 0 || fraction > 0 { line.append(UInt8(ascii: "-")) }
        append(whole, fraction: fraction, unit: 1000, to: &line)
    }

    /// Appends CPU time in percent of one core with one digit behind the point.
    ///
    /// - Parameters:
    ///   - microseconds: CPU time.
    ///   - nanoseconds: the time in which it was used; not 0.
    static func append(percent microseconds: UInt64, of nanoseconds: UInt64, to line: inout LineBuffer) {
        let tenths = (UInt128(microseconds) * 1_000_000 + UInt128(nanoseconds / 2)) / UInt128(nanoseconds)
        guard let tenths = UInt64(exactly: tenths) else { return }
        append(tenths / 10, fraction: tenths % 10, unit: 1, to: &line)
    }

    /// Appends a number of hundredths such as `2.50`, as Python prints it: `2.5`.
    static func append(hundredths text: ArraySlice<UInt8>, to line: inout LineBuffer) {
        var digits = text
        while digits.contains(UInt8(ascii: ".")), digits.last == UInt8(ascii: "0"),
            digits.dropLast().last != UInt8(ascii: ".")
        {
            digits.removeLast()
        }
        line.append(Array(digits))
    }

    /// Without zeros at the end, but with one digit behind the point at least.
    private static func append(_ whole: UInt64, fraction: UInt64, unit: UInt64, to line: inout LineBuffer) {
        line.append(decimal: whole)
        line.append(UInt8(ascii: "."))
        var (rest, unit) = (fraction, unit)
        repeat {
            line.append(UInt8(ascii: "0") + UInt8(rest / unit))
            rest %= unit
            unit /= 10
        } while rest > 0
    }
}
