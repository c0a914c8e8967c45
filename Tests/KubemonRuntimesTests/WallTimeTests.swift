import KubemonRuntimes
import Testing

@Suite("Times that runtimes say")
struct WallTimeTests {
    @Test(
        "RFC 3339 becomes nanoseconds since the epoch",
        arguments: [
            ("2026-11-22T19:38:36.232368102Z", 1_795_376_316_232_368_102 as UInt64?),
            ("2026-11-22T19:38:36Z", 1_795_376_316_000_000_000),
            ("2026-11-22T20:38:36.5+01:00", 1_795_376_316_500_000_000),
            ("2026-11-22T18:08:36.1234567891234-01:30", 1_795_376_316_123_456_789),
            ("0001-01-01T00:00:00Z", nil), ("", nil), ("yesterday", nil), ("2026-11-22T19:38:36", nil),
            ("2026-11-22T19:38:36.", nil), ("2026-11-22T19:38:36+0x:00", nil), ("aaaa-bb-ccTdd:ee:ffZ", nil),
            ("9999-12-31T23:59:59.999999999Z", nil),
        ])
    func reads(text: String, expected: UInt64?) { #expect(WallTime.nanoseconds(text) == expected) }
}
