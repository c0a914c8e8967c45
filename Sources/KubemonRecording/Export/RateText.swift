/// Rates as decimal numbers.
enum RateText {
    /// The most bytes of a rate: 64 bits in one nanosecond.
    static let longest = 39

    /// Appends `difference` per second, rounded to six decimals; zeros at the end are left out. Room for ``longest`` bytes
    /// must have been reserved.
    ///
    /// - Parameter nanoseconds: the time in which the difference came about; not 0.
    static func append(_ difference: UInt64, per nanoseconds: UInt64, to line: inout LineBuffer) {
        let millionths =
            (UInt128(difference) * 1_000_000_000_000_000 + UInt128(nanoseconds / 2)) / UInt128(nanoseconds)
        let (whole, fraction) = millionths.quotientAndRemainder(dividingBy: 1_000_000)
        // More than 64 bits only if the clock went astray.
        for byte in String(whole).utf8 { line.append(byte) }
        var rest = UInt64(fraction)
        guard rest > 0 else { return }
        line.append(UInt8(ascii: "."))
        var unit: UInt64 = 100_000
        while rest > 0 {
            line.append(UInt8(ascii: "0") + UInt8(rest / unit))
            rest %= unit
            unit /= 10
        }
    }
}
