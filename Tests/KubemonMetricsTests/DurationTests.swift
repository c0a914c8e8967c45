import KubemonMetrics
import Testing

@Suite("Lengths of time")
struct DurationTests {
    @Test(
        "are read in the units people write, up to ten thousand days",
        arguments: [
            ("2s", 2_000_000_000 as UInt64?), ("0.5", 500_000_000), ("100ms", 100_000_000), ("1d", 86_400_000_000_000),
            ("10000d", 864_000_000_000_000_000), ("10001d", nil), ("99999999999h", nil), ("9999999999999999999s", nil),
            ("inf", nil), ("nan", nil), ("0x1p3", nil), ("-1s", nil), ("", nil), ("s", nil), ("1 s", nil),
        ])
    func reads(text: String, expected: UInt64?) { #expect(Duration.nanoseconds(text) == expected) }
}
