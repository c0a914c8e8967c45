import FoundationEssentials
import KubemonAgent
import KubemonCollector
import KubemonMetrics
import KubemonProtocol
import KubemonStore
import Testing

/// Monitors that are older or newer than their collector, and whose clocks stand otherwise.
@Suite("Other versions and clocks", .serialized)
struct OtherVersionTests {
    @Test(
        "another version of the protocol is refused with what to update, and the monitor may try again",
        arguments: [(0, "the monitor"), (Hello.currentProtocol + 1, "the collector"), (.max, "the collector")]
            as [(UInt32, String)])
    func otherProtocol(version: UInt32, older: String) throws {
        let bed = try TestBed()
        let monitor = try FakeMonitor(bed, version: version)
        var answer: MonitorFrame?
        while let next = try monitor.next() { answer = next }
        let sentence =
            "it speaks version \(version) of the protocol and this collector version \(Hello.currentProtocol); "
            + "update \(older)"
        #expect(answer == .refuse(reason: sentence, isFinal: false))
        #expect(bed.collector.store.snapshot().nodes.isEmpty)
        bed.wait("it is said") { $0.events.contains { $0.event.kind == .refused && $0.event.text.contains(sentence) } }
    }

    /// Columns of nodes as another version has them: one that this one does not know, and the last one that it does.
    private static func schema() -> WireSchema {
        let known = Schema.of(.node).metrics[Schema.of(.node).count - 1]
        var schema = WireSchema()
        schema.kind = UInt32(EntityKind.node.rawValue)
        schema.columns = [("strange_things", 0), (known.column, known.encoding.rawValue)].map { name, encoding in
            var column = WireColumn()
            (column.name, column.encoding) = (name, UInt32(encoding))
            return column
        }
        schema.fingerprint = schema.computedFingerprint
        return schema
    }

    /// A group of ticks, one per slot, whose values are 1 in the unknown column and 7 in the known one.
    private static func group(first: UInt64, slots: Range<UInt64>, grid: SlotGrid) -> [Frame] {
        var node = WireEntity()
        (node.number, node.kind) = (1, UInt32(EntityKind.node.rawValue))
        let ticks = slots.enumerated().map { index, slot in
            var (tick, table) = (WireTick(), WireTickTable())
            (tick.sequence, tick.slot) = (first + UInt64(index), slot)
            (tick.wall, tick.monotonic) = (grid.start(of: slot), grid.start(of: slot))
            // A key tick: both values are there and have changed, as zig-zag varints. Later ones repeat it.
            (table.kind, table.entities) = (node.kind, .init([1]))
            table.rows = .init(index == 0 ? [2, 0b11, 0b11, 2, 14] : [0])
            tick.tables = [table]
            return Frame(.tick(tick))
        }
        return [Frame(.schema(schema())), .group(first: first, entities: [node], schemas: [schema().fingerprint])]
            + ticks
    }

    @Test(
        "R12: columns that only the monitor has are said once in each recording, also after a restart; others are recorded"
    )
    func otherColumns() throws {
        let bed = try TestBed(drainTime: 0)
        let grid = SlotGrid(interval: bed.options.interval)
        var monitor = try FakeMonitor(bed)
        // It is known before anything is recorded.
        monitor.send(Self.group(first: 1, slots: 1..<2, grid: grid))
        #expect(try monitor.settle())
        var next: UInt64 = 2
        func record(_ name: String) throws {
            let slot = grid.slot(at: SystemTime().wall()) + 1
            monitor.send(Self.group(first: next, slots: slot..<slot + 3, grid: grid))
            next += 3
            #expect(try monitor.settle())
        }
        for name in ["one", "two"] {
            #expect(!bed.command("start \(name)").failed)
            try record(name)
            bed.wait("samples before the restart") { $0.recording?.summary.ticks == 3 }
            #expect(!bed.command("mark before").failed)
            #expect(try bed.file("\(name)/events.csv").contains("strange_things"), "known before the recording began")
            try bed.restart()
            monitor = try FakeMonitor(bed)
            try record(name)
            bed.wait("samples after the restart") { $0.recording?.summary.ticks == 6 }
            #expect(!bed.command("stop").failed)
            let said = try bed.rows("\(name)/events.csv").filter { $0["kind"] == "unknown_column" }
            #expect(said.count == 1 && said.first?["node"] == "a", "\(said)")
            #expect(said.first?.values.contains { $0.contains("strange_things") } == true)
            let rows = try bed.rows("\(name)/nodes.csv")
            let known = Substring(Schema.of(.node).metrics[Schema.of(.node).count - 1].column)
            #expect(rows.count == 6 && rows.allSatisfy { $0[known] == "7" && $0["strange_things"] == nil }, "\(rows)")
        }
    }

    /// The clock of a machine that is ahead of the collector's.
    private struct FastClock: TimeSource {
        let ahead: UInt64
        private let time = SystemTime()

        init(ahead: UInt64) { self.ahead = ahead }
        func wall() -> UInt64 { time.wall() + ahead }
        func monotonic() -> UInt64 { time.monotonic() }
    }

    @Test("how far a monitor's clock is off stands in its recording, within the round trip that stands there too")
    func clockOffset() throws {
        let bed = try TestBed()
        let ahead: UInt64 = 400_000_000
        let begin = SystemTime().monotonic()
        let agent = try bed.monitor("a", time: FastClock(ahead: ahead))
        bed.wait("a heartbeat that came back") { $0.nodes.first?.monitors.first?.clockOffset != nil }
        #expect(!bed.command("start clock").failed)
        bed.wait("samples") { ($0.recording?.summary.ticks ?? 0) >= 4 }
        #expect(!bed.command("stop").failed)
        agent.stop()
        let longest = SystemTime().monotonic() - begin
        let rows = try bed.rows("clock/monitors.csv")
        #expect(rows.count >= 2)
        for row in rows {
            let offset = try #require(row["clock_offset_nsec"].flatMap { Int64($0) })
            let roundTrip = try #require(row["round_trip_nsec"].flatMap { UInt64($0) })
            #expect((1...longest).contains(roundTrip))
            // Whichever way took how long, the error is at most half of both; the rest is for the time between two looks at
            // the clocks.
            #expect((offset + Int64(ahead)).magnitude <= roundTrip / 2 + ahead / 4, "\(offset) ns, \(roundTrip) ns")
        }
    }
}
