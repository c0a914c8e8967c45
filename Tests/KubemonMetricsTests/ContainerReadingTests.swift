import KubemonMetrics
import Testing

@Suite("Readings of a container")
struct ContainerReadingTests {
    /// One row, by names of the catalogue; what is not named is not available.
    private static func table(_ values: [String: UInt64], entity: UInt32 = 7) throws -> Table {
        var table = Table(columnCount: Schema.of(.container).count)
        let row = table.appendRow(entity: entity)
        for (name, value) in values { table[row, try #require(Schema.of(.container).index(of: name))] = value }
        return table
    }

    private static func reading(
        _ now: [String: UInt64], before: [String: UInt64]? = nil, seconds: UInt64 = 2
    ) throws -> ContainerReading {
        let previous = try before.map { try table($0) } ?? Table(columnCount: Schema.of(.container).count)
        return ContainerReading(row: 0, current: try table(now), previous: previous, interval: seconds * 1_000_000_000)
    }

    @Test(
        "CPU is time per time; after a reset, at a first row and without a value it is missing",
        arguments: [
            (5_000_000, 2_000_000, 1.5), (2_000_000, 2_000_000, 0), (1, 2_000_000, nil), (5_000_000, nil, nil),
            (nil, 2_000_000, nil),
        ] as [(UInt64?, UInt64?, Double?)])
    func cpu(now: UInt64?, before: UInt64?, cores: Double?) throws {
        let reading = try Self.reading(
            now.map { ["cpu_usage": $0] } ?? [:], before: before.map { ["cpu_usage": $0] } ?? [:])
        #expect(reading.cpu == cores)
        let first = try Self.reading(now.map { ["cpu_usage": $0] } ?? [:])
        #expect(first.cpu == nil)
    }

    @Test(
        "the limit is quota by period; no quota is no limit",
        arguments: [
            (200_000, 100_000, 2), (25_000, 100_000, 0.25), (.max, 100_000, nil), (nil, 100_000, nil),
            (200_000, nil, nil), (200_000, 0, nil),
        ] as [(UInt64?, UInt64?, Double?)])
    func limit(quota: UInt64?, period: UInt64?, cores: Double?) throws {
        var now: [String: UInt64] = ["cpu_usage": 3_000_000]
        now["cpu_quota"] = quota
        now["cpu_period"] = period
        let reading = try Self.reading(now, before: ["cpu_usage": 1_000_000])
        #expect(reading.cpuLimit == cores)
        #expect(reading.cpuOfLimit == cores.map { 100 / $0 })
        #expect(reading.cpu(ofNodeWith: 4) == 25)
        #expect(reading.cpu(ofNodeWith: 0) == nil)
    }

    @Test(
        "throttling is a share of the periods of the interval, and none where there is no limit",
        arguments: [
            (20, 5, true, 25), (20, 0, true, 0), (0, 0, true, 0), (20, 5, false, nil), (20, 30, true, 100),
        ] as [(UInt64, UInt64, Bool, Double?)])
    func throttled(periods: UInt64, throttled: UInt64, isLimited: Bool, share: Double?) throws {
        let reading = try Self.reading(
            [
                "cpu_periods": 100 + periods, "cpu_throttled_periods": 50 + throttled, "cpu_throttled": 3_000_000,
                "cpu_quota": isLimited ? 100_000 : .max, "cpu_period": 100_000,
            ], before: ["cpu_periods": 100, "cpu_throttled_periods": 50, "cpu_throttled": 1_000_000])
        #expect(reading.throttledPeriods == share)
        #expect(reading.throttledTime == (isLimited ? 1 : nil))
    }

    @Test(
        "the working set is memory without inactive page cache, never below zero",
        arguments: [(1_000, 300, 700), (300, 1_000, 0), (1_000, nil, nil), (nil, 300, nil)]
            as [(UInt64?, UInt64?, UInt64?)])
    func workingSet(used: UInt64?, inactive: UInt64?, result: UInt64?) throws {
        var now: [String: UInt64] = ["memory_limit": 1_400]
        now["memory_current"] = used
        now["memory_inactive_file"] = inactive
        let reading = try Self.reading(now)
        #expect(reading.workingSet == result)
        #expect(reading.memoryOfLimit == result.map { Double($0) / 14 })
        now["memory_limit"] = .max
        #expect(try Self.reading(now).memoryLimit == nil)
        #expect(try Self.reading(now).memoryOfLimit == nil)
    }

    @Test("network, disk, pressure, processes and whether it is paused")
    func others() throws {
        let reading = try Self.reading(
            [
                "network_rx": 3_000, "network_tx": 1_000, "io_read": 10, "pressure_cpu_some_avg10": 3_812, "pids": 5,
                "memory_oom_kills": 1, "frozen": 1,
            ], before: ["network_rx": 1_000, "network_tx": 1_000, "io_read": 20])
        #expect(reading.received == 1_000)
        #expect(reading.sent == 0)
        #expect(reading.network == 1_000)
        #expect(reading.disk == nil)
        #expect(reading.pressure == [38.12, nil, nil])
        #expect(reading.pids == 5)
        #expect(reading.oomKills == 1)
        #expect(reading.isPaused)
        #expect(try Self.reading([:]) == ContainerReading())
    }

    @Test("limits are only summed if every member has one; pause containers do not count")
    func totals() {
        func member(cpu: Double?, limit: Double?, memory: UInt64, memoryLimit: UInt64?) -> ContainerReading {
            var reading = ContainerReading()
            (reading.cpu, reading.cpuLimit, reading.workingSet, reading.memoryLimit) = (cpu, limit, memory, memoryLimit)
            return reading
        }
        let limited = member(cpu: 1, limit: 2, memory: 100, memoryLimit: 200)
        let pause = member(cpu: 0, limit: nil, memory: 1, memoryLimit: nil)
        var total = ContainerTotal()
        total.add(pause, isSandbox: true)
        #expect(total.reading.cpuLimit == nil)
        total.add(limited, isSandbox: false)
        total.add(limited, isSandbox: false)
        #expect(total.count == 3)
        #expect(total.reading.cpuOfLimit == 50)
        #expect(total.reading.workingSet == 201)
        #expect(total.reading.memoryLimit == 400)
        // 150 % of "the limit" would be the sum of one limit against the usage of all.
        total.add(member(cpu: 5, limit: nil, memory: 500, memoryLimit: nil), isSandbox: false)
        #expect(total.reading.cpu == 7)
        #expect(total.reading.cpuOfLimit == nil)
        #expect(total.reading.memoryOfLimit == nil)
    }

    @Test("while a member's usage is missing, there is no share of a limit")
    func youngMember() {
        var (old, young) = (ContainerReading(), ContainerReading())
        (old.cpu, old.cpuLimit, young.cpuLimit) = (1, 2, 2)
        var total = ContainerTotal()
        total.add(old, isSandbox: false)
        total.add(young, isSandbox: false)
        #expect(total.reading.cpu == 1)
        #expect(total.reading.cpuOfLimit == nil)
    }
}
