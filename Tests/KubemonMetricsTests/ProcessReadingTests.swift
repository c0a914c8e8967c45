import KubemonMetrics
import Testing

@Suite("Readings of a process")
struct ProcessReadingTests {
    private static func reading(_ now: [String: UInt64], before: [String: UInt64]?) throws -> ProcessReading {
        func table(_ values: [String: UInt64]?) throws -> Table {
            var table = Table(columnCount: Schema.of(.process).count)
            guard let values else { return table }
            let row = table.appendRow(entity: 3)
            for (name, value) in values { table[row, try #require(Schema.of(.process).index(of: name))] = value }
            return table
        }
        return ProcessReading(
            row: 0, current: try table(now), previous: try table(before), interval: 2_000_000_000)
    }

    @Test("CPU is user and system time; one of them missing or reset leaves none")
    func cpu() throws {
        let before: [String: UInt64] = ["cpu_user": 1_000_000, "cpu_system": 500_000]
        let now: [String: UInt64] = ["cpu_user": 3_000_000, "cpu_system": 1_500_000]
        #expect(try Self.reading(now, before: before).cpu == 1.5)
        #expect(try Self.reading(now, before: nil).cpu == nil)
        #expect(try Self.reading(["cpu_user": 3_000_000], before: before).cpu == nil)
        #expect(try Self.reading(before, before: now).cpu == nil)
        #expect(try Self.reading(now, before: before).cpuTime == 4_500_000)
        #expect(try Self.reading(["cpu_user": 3_000_000], before: before).cpuTime == nil)
    }

    @Test("state, parent, threads, memory and rates are as they stand, or missing")
    func values() throws {
        let reading = try Self.reading(
            ["state": 82, "parent_pid": 1, "threads": 4, "memory_resident": 4_096, "io_read": 300, "major_faults": 9],
            before: ["io_read": 100, "io_written": 5, "major_faults": 9])
        #expect(reading.state == "R")
        #expect(reading.parent == 1)
        #expect(reading.threads == 4)
        #expect(reading.resident == 4_096)
        #expect(reading.read == 100)
        #expect(reading.written == nil)
        #expect(reading.majorFaults == 0)
        #expect(try Self.reading([:], before: nil).state == nil)
    }

    @Test(
        "an instant is read as it is written, and nothing else is",
        arguments: [
            ("2026-11-22T14:02:31Z", 1_795_356_151_000_000_000), ("1970-01-01T00:00:00Z", 0),
            ("2026-11-22T14:02:31.5Z", 1_795_356_151_500_000_000), ("2026-11-22T14:02:31", nil), ("soon", nil),
            ("2026-11-22T14:02:infZ", nil), ("", nil), ("a-b-cTd:e:fZ", nil),
        ] as [(String, UInt64?)])
    func instants(text: String, wall: UInt64?) { #expect(TimeOfDay.nanoseconds(text) == wall) }
}
