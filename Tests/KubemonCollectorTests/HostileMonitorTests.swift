import Glibc
import KubemonAgent
import KubemonCollector
import KubemonMetrics
import KubemonProtocol
import KubemonStore
import NIOCore
import Testing

/// A monitor whose key is good and whose intentions are not: what it makes a collector hold is bounded, and others do not
/// notice.
@Suite("Hostile monitors", .serialized)
struct HostileMonitorTests {
    @Test(
        "thousands of runs in a hello: 1024 are taken, more are refused with a sentence",
        arguments: [1024, 1025, 50_000])
    func manyEpochs(count: UInt64) throws {
        let bed = try TestBed()
        let monitor = try FakeMonitor(bed, epochs: Array(1...count))
        if count <= 1024 { return #expect(try monitor.settle()) }
        #expect(try monitor.refusal()?.contains("more than 1024 runs") == true)
    }

    /// Waits until no monitor is connected.
    private static func waitForNobody(_ bed: TestBed) {
        bed.wait("nobody is there") { fleet in !fleet.nodes.contains { $0.monitors.contains { $0.isConnected } } }
    }

    @Test("made-up runs while a recording runs: one node may begin 4096, which may come back; others are not concerned")
    func madeUpRuns() throws {
        let bed = try TestBed()
        func beginRuns(from first: UInt64) throws {
            // Two at a time would be refused for that (R10).
            Self.waitForNobody(bed)
            let epochs = Array(first..<first + 1024)
            let monitor = try FakeMonitor(bed, epochs: epochs)
            for epoch in epochs { monitor.send(.group(epoch), .event(1, "x")) }
            #expect(try monitor.settle())
        }
        // Those of before do not count.
        for round in 10..<15 as Range<UInt64> { try beginRuns(from: round * 1024) }
        Self.waitForNobody(bed)
        #expect(try FakeMonitor(bed, epochs: [9_999]).settle())
        #expect(!bed.command("start runs").failed)
        for round in 0..<4 as Range<UInt64> { try beginRuns(from: round * 1024 + 1) }
        Self.waitForNobody(bed)
        let another = try FakeMonitor(bed, epochs: [10_000])
        let refusal = try another.refusal()
        #expect(refusal?.contains("node 'a' has begun 4096 runs already") == true, "\(refusal ?? "")")
        let known = try FakeMonitor(bed, epochs: [4096])
        #expect(try known.settle())
        let neighbour = try FakeMonitor(bed, node: "b", epochs: [10_000])
        #expect(try neighbour.settle())
    }

    @Test(
        "things that can't be read: 100 of a node are kept, and what earlier runs said makes room for what still holds")
    func standingEvents() throws {
        let bed = try TestBed()
        do {
            let monitor = try FakeMonitor(bed, epochs: [1])
            monitor.send([.group(1)] + (1...200).map { .event($0, "file \($0)") })
            #expect(try monitor.settle())
        }
        Self.waitForNobody(bed)
        let agent = try bed.monitor("a", complaint: "what still holds")
        bed.wait("it is said") { $0.events.contains { $0.event.text == "what still holds" } }
        #expect(!bed.command("start later").failed)
        bed.wait("samples") { ($0.recording?.summary.ticks ?? 0) >= 2 }
        #expect(!bed.command("stop").failed)
        #expect(try bed.file("later/events.csv").contains("what still holds"))
        agent.stop()
    }

    @Test("acknowledgements and heartbeats that are not read: the connection is closed before they pile up")
    func unreadAnswers() throws {
        let bed = try TestBed()
        let monitor = try FakeMonitor(bed, receiveBuffer: 4096)
        monitor.send(.group())
        // 20 bytes come back for each, and kernels keep megabytes for the two ends.
        let isClosed = (0..<2_000 as Range<UInt64>).contains { round in
            let events = (1...500).map { Frame.event(round * 500 + $0, "", .oomKill) }
            return !monitor.send(events + [Frame](repeating: Frame(heartbeatSent: .max, answered: 0), count: 500))
        }
        #expect(isClosed, "it is still connected after two million frames")
        bed.wait("it is said why") { $0.events.contains { $0.event.text.contains("does not read what it is told") } }
    }

    @Test("the same schema without end takes no room and is said once; 64 different ones are the most")
    func repeatedSchemas() throws {
        let bed = try TestBed()
        let monitor = try FakeMonitor(bed)
        let strange = Frame.schema(columns: ["strange_\u{1B}[2J"])
        for _ in 0..<100 { monitor.send([Frame](repeating: strange, count: 100)) }
        #expect(try monitor.settle())
        let said = bed.collector.store.snapshot().events.map(\.event).filter { $0.kind == .unknownColumn }
        #expect(said.count == 1 && said.first?.text.contains("\u{1B}") == false, "\(said)")
        monitor.send((1...64).map { .schema(columns: ["c\($0)"]) })
        #expect(try monitor.refusal()?.contains("more than one monitor may send") == true)
    }

    @Test("one schema of more columns than any version has is refused")
    func wideSchema() throws {
        let bed = try TestBed()
        let monitor = try FakeMonitor(bed)
        monitor.send(.schema(columns: (0...4096).map { "c\($0)" }))
        #expect(try monitor.refusal()?.contains("more than one monitor may send") == true)
    }

    /// What a monitor may claim of one sample.
    private static let edges: [UInt64] = [
        0, 1, 1 << 31, 1 << 32, 1 << 53, 1 << 62, 1 << 63 - 1, 1 << 63, .max - 1, .max,
    ]

    @Test("numbers at the edges of 64 bits, in every place of a sample: shown, recorded and passed on without a trap")
    func edgesOfNumbers() throws {
        let bed = try TestBed(drainTime: 0)
        let agent = try bed.monitor("honest")
        let console = try AttachedPeer(bed)
        #expect(!bed.command("start edges").failed)
        let grid = SlotGrid(interval: bed.options.interval)
        var buffer = SendBuffer(epoch: 7)
        let kinds = EntityKind.allCases
        buffer.append(kinds.map { Entity(number: UInt32($0.index) + 1, kind: $0) }, ended: [])
        let now = grid.slot(at: SystemTime().wall()) + 1
        for (index, value) in Self.edges.enumerated() {
            for place in 0..<6 {
                var tick = Tick()
                (tick.slot, tick.wall, tick.monotonic) = (now + UInt64(index), grid.start(of: now), grid.start(of: now))
                for kind in kinds { tick.intervals[kind.index] = bed.options.interval }
                switch place {
                case 0: tick.slot = value
                case 1: tick.wall = value
                case 2: tick.monotonic = value
                case 3: tick.readDuration = value
                case 4: for kind in kinds { tick.intervals[kind.index] = value }
                default: break
                }
                for kind in kinds {
                    let row = tick[kind].appendRow(entity: UInt32(kind.index) + 1)
                    guard place == 5 else { continue }
                    for column in 0..<Schema.of(kind).count { tick[kind][row, column] = value }
                }
                buffer.append(tick)
            }
            buffer.append(Event(wall: value, kind: .oomKill, entity: UInt32(truncatingIfNeeded: value), text: "e"))
        }
        let monitor = try FakeMonitor(bed, node: "liar")
        monitor.send(all: buffer)
        #expect(try monitor.settle())
        let before = bed.collector.store.snapshot().nodes.first { $0.name == "honest" }?.monitors.first?.sequence ?? 0
        bed.wait("the honest one goes on") { fleet in
            fleet.nodes.contains { $0.name == "honest" && ($0.monitors.first?.sequence ?? 0) > before + 4 }
        }
        console.wait("both nodes") { fleet in fleet.nodes.count == 2 && fleet.nodes.allSatisfy { $0.reading != nil } }
        for command in ["status", "instances", "daemons"] { #expect(!bed.command(command).text.isEmpty) }
        _ = monitor.peer.send(Array(Frame(heartbeatSent: .max, answered: .max).encoded().readableBytesView))
        #expect(!bed.command("stop").failed)
        let rows = try bed.rows("edges/nodes.csv")
        #expect(rows.contains { $0["node"] == "honest" })
        #expect(rows.allSatisfy { $0["time"]?.hasPrefix("20") == true }, "a time that no calendar has")
        console.close()
        agent.stop()
    }

    @Test(
        "slots that are years ahead: the recording of others ends as if they had not been",
        arguments: [1_000, 1_000_000_000, 1 << 62, .max] as [UInt64])
    func futureSlots(ahead: UInt64) throws {
        let bed = try TestBed(drainTime: 0)
        let agent = try bed.monitor("honest")
        bed.wait("the honest one") { $0.nodes.first?.state == .live }
        #expect(!bed.command("start ahead").failed)
        let grid = SlotGrid(interval: bed.options.interval)
        let now = grid.slot(at: SystemTime().wall())
        var buffer = SendBuffer(epoch: 7)
        buffer.append([Entity(number: 1, kind: .node)], ended: [])
        for slot in [now + 1, now.addingReportingOverflow(ahead).overflow ? .max : now + ahead, now + 2] {
            var tick = Tick()
            (tick.slot, tick.wall, tick.monotonic) = (slot, grid.start(of: now), grid.start(of: now))
            tick[.node].appendRow(entity: 1)
            buffer.append(tick)
        }
        let monitor = try FakeMonitor(bed, node: "liar")
        monitor.send(all: buffer)
        #expect(try monitor.settle())
        bed.wait("samples of the honest one") { fleet in
            fleet.recording?.nodes.contains { $0.name == "honest" && $0.ticks >= 4 } == true
        }
        withExtendedLifetime(monitor) {}
        let reply = bed.command("stop")
        #expect(!reply.failed, "\(reply.text)")
        agent.stop()
        let rows = try bed.rows("ahead/nodes.csv").filter { $0["node"] == "honest" }
        #expect(rows.count >= 4)
        let slots = rows.compactMap { $0["seq"].flatMap { UInt64($0) } }
        #expect(slots == slots.sorted() && Set(slots).count == slots.count)
    }
}
