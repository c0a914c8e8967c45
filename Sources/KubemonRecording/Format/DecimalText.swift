/// Decimal numbers as tables hold them.
enum DecimalText {
    /// The number that `digits` are; `nil` if they are anything else or do not fit.
    static func number(_ digits: ArraySlice<UInt8>) -> UInt64? { number(digits.span) }

    /// The number that `digits` are; `nil` if they are anything else or do not fit.
    static func number(_ digits: Span<UInt8>) -> UInt64? {
        guard !digits.isEmpty else { return nil }
        var number: UInt64 = 0
        for index in digits.indices {
            let digit = digits[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            let (product, overflow) = number.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
            guard !overflow, !carry else { return nil }
            number = sum
        }
        return number
    }
}
