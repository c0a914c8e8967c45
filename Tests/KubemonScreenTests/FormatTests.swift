import KubemonScreen
import Testing

@Suite("Numbers as text")
struct FormatTests {
    @Test(
        "binary quantities have at most four characters and a unit",
        arguments: [
            (0, "0"), (812, "812"), (999, "999"), (1000, "1.0K"), (1229, "1.2K"), (1_048_576, "1.0M"),
            (40_909_000_000, "38.1G"), (1023 * 1024, "1.0M"), (250 * 1024, "250K"),
        ] as [(Double, String)])
    func binary(value: Double, expected: String) { #expect(Format.binary(value) == expected) }

    @Test("a value that is not available is a dash, and 0 is 0")
    func missing() {
        #expect(Format.binary(nil) == "-")
        #expect(Format.percent(.nan) == "-")
        #expect(Format.number(nil) == "-")
        #expect([Format.binary(0), Format.percent(0), Format.number(0)] == ["0", "0", "0"])
        #expect(Format.latency(nil) == "-")
    }

    @Test(
        "percentages have one decimal below ten",
        arguments: [(0, "0"), (0.42, "0.4"), (9.96, "10"), (42.4, "42"), (812, "812")] as [(Double, String)])
    func percent(value: Double, expected: String) { #expect(Format.percent(value) == expected) }

    @Test("times are UTC, with the right date in leap years")
    func time() {
        #expect(Format.dateTime(1_795_355_400_000_000_000) == "2026-11-22 13:50:00Z")
        #expect(Format.date(951_782_400_000_000_000) == "2000-02-29")
        #expect(Format.date(0) == "1970-01-01")
    }

    @Test(
        "ages are short",
        arguments: [(400_000_000, "0.4s"), (9_960_000_000, "10s"), (41_000_000_000, "41s"), (7_200_000_000_000, "2h")]
            as [(UInt64, String)])
    func age(value: UInt64, expected: String) { #expect(Format.age(value) == expected) }

    @Test("no value traps", arguments: [Double.infinity, -1, 1e300, .nan, .leastNonzeroMagnitude, -1e300])
    func extremes(value: Double) {
        for text in [Format.binary(value), Format.number(value), Format.percent(value), Format.bytes(value)] {
            #expect(!text.isEmpty)
        }
        _ = Format.age(.max)
        _ = Format.dateTime(.max)
        _ = Format.offset(.min)
        #expect(Format.grouped(.max) == "18 446 744 073 709 551 615")
    }
}
