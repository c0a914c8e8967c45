import KubemonMetrics
import KubemonProcFS
import Testing

@Suite("A kernel number")
struct ConversionTests {
    @Test(
        "becomes its base unit",
        arguments: [
            (Scale.one, "7", 7), (.userTicks, "3", 30_000), (.nanoseconds, "1999", 1), (.milliseconds, "2", 2000),
            (.kibibytes, "5", 5120), (.pages, "2", 8192), (.sectors, "3", 1536), (.hundredths, "1.5", 150),
            (.one, "18446744073709551615", UInt64.max),
        ])
    func scales(scale: Scale, text: String, expected: UInt64) {
        let (values, error) = parse([file(.fields, scale: scale)[]], text)
        #expect(values == [expected])
        #expect(error == nil)
    }

    @Test("that does not fit its base unit is an overflow", arguments: [Scale.kibibytes, .userTicks, .sectors, .pages])
    func overflows(scale: Scale) {
        #expect(parse([file(.fields, scale: scale)[]], "18446744073709551615") == ([nil], .overflow(line: 1)))
    }

    @Test(
        "with decimals becomes hundredths",
        arguments: [
            ("0.00", 0, nil), ("0.62", 62, nil), ("12", 1200, nil), ("1.5", 150, nil), ("3.149", 314, nil),
            ("1.", nil, .malformedNumber(line: 1)), (".5", nil, .malformedNumber(line: 1)),
            ("1.2.3", nil, .malformedNumber(line: 1)), ("18446744073709551615.1", nil, .overflow(line: 1)),
        ] as [(String, UInt64?, ParseError?)])
    func hundredths(text: String, expected: UInt64?, error: ParseError?) {
        #expect(parse([file(.fields)[]], text, as: .hundredths) == ([expected], error))
    }

    @Test(
        "that means no limit becomes the greatest one",
        arguments: [
            ("max", UInt64.max), ("-1", .max), ("9223372036854771712", .max), ("9223372036854775807", .max),
            ("67108864", 67_108_864), ("0", 0),
        ])
    func limits(text: String, expected: UInt64) {
        #expect(parse([file(.fields)[]], text + "\n", as: .limit) == ([expected], nil))
    }

    @Test("with a sign is stored in two's complement")
    func signed() {
        #expect(parse([file(.fields)[]], "-5", as: .signed) == ([UInt64(bitPattern: -5)], nil))
        #expect(parse([file(.fields)[]], "5", as: .signed) == ([5], nil))
        #expect(parse([file(.fields)[]], "9223372036854775808", as: .signed) == ([nil], .overflow(line: 1)))
    }
}
