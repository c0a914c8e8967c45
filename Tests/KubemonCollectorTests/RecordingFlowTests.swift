import KubemonAgent
import KubemonCollector
import KubemonMetrics
import KubemonProtocol
import KubemonRecording
import KubemonSpool
import KubemonStore
import Logging
import Synthetic
import Testing

@Suite("From monitors to rows", .serialized)
struct RecordingFlowTests {
    /// Checks the rows of the nodes table against the function that made them, and returns the slots per node.
    private func check(_ bed: TestBed, _ recording: String) throws -> [Substring: [UInt64]] {
        var slots: [Substring: [UInt64]] = [:]
        var lastSequence: [String: UInt64] = [:]
        for row in try bed.rows("\(recording)/nodes.csv") {
            let node = try #require(row["node"])
            // The first column's value tells the slot that it was computed from.
            let first = try #require(row[Substring(Schema.of(.node).metrics[0].column)].flatMap { UInt64($0) })
            let offset = FunctionSource.value(node: String(node), slot: 0, entity: 1, column: 0)
            let slot = (first - offset) / 1_000_000
            for (column, metric) in Schema.of(.node).metrics.enumerated() where metric.encoding == .integer {
                let expected = FunctionSource.value(node: String(node), slot: slot, entity: 1, column: column)
                #expect(
                    row[Substring(metric.column)] == Substring(String(expected)), "\(metric.column) in slot \(slot)")
            }
            let sequence = try #require(row["seq"].flatMap { UInt64($0) })
            let run = "\(node) \(row["run"] ?? "")"
            #expect(sequence > lastSequence[run, default: 0], "a row is doubled or out of order")
            lastSequence[run] = sequence
            slots[node, default: []].append(slot)
        }
        return slots
    }

    @Test("the tick taken at start is shown at once, before the first slot")
    func firstTickIsShown() throws {
        let bed = try TestBed(interval: 3_600_000_000_000)
        let agent = try bed.monitor("a")
        bed.wait("numbers of a") { $0.nodes.first?[.node].current.rowCount == 1 }
        agent.stop()
        bed.wait("a is lost") { $0.nodes.first?.state == .lost }
    }

    @Test("R13: every slot of the window is a row of every node, once, with the values that were sampled")
    func everySlotIsRecorded() throws {
        let bed = try TestBed()
        let agents = try ["a", "b", "c"].map { try bed.monitor($0) }
        bed.wait("three nodes") { $0.nodes.count == 3 && $0.nodes.allSatisfy { $0.state == .live } }
        #expect(!bed.command("start one --note \"first try\"").failed)
        bed.wait("ten samples of each") { ($0.recording?.summary.ticks ?? 0) >= 30 }
        #expect(bed.command("mark half way").text == "marked: half way")
        let reply = bed.command("stop")
        #expect(!reply.failed && reply.text.contains("complete"), "\(reply.text)")
        for agent in agents { agent.stop() }
        _ = try check(bed, "one")
        try bed.expectWhole("one", nodes: ["a", "b", "c"])
        #expect(try bed.file("one/events.csv").contains("half way"))
        #expect(try bed.file("one/manifest.json").contains("first try"))
    }

    @Test("R15: a collector that is ended while it records goes on where it was, without a hole or a doubled row")
    func restartLosesNothing() throws {
        let bed = try TestBed()
        let agents = try ["a", "b"].map { try bed.monitor($0) }
        bed.wait("two nodes") { $0.nodes.count == 2 }
        #expect(!bed.command("start two").failed)
        for round in 1...3 {
            bed.wait("samples of round \(round)") { ($0.recording?.summary.ticks ?? 0) >= UInt64(12 * round) }
            try bed.restart()
        }
        bed.wait("samples after the last restart") { snapshot in
            (snapshot.recording?.summary.ticks ?? 0) >= 50 && snapshot.nodes.filter { $0.state == .live }.count == 2
        }
        let reply = bed.command("stop")
        #expect(reply.text.contains("complete"), "\(reply.text)")
        for agent in agents { agent.stop() }
        _ = try check(bed, "two")
        try bed.expectWhole("two", nodes: ["a", "b"])
    }

    @Test("R18: a monitor that is started anew begins another run, and what is missing between the two is a gap")
    func newRunIsAGap() throws {
        let bed = try TestBed()
        let first = try bed.monitor("a")
        bed.wait("node a") { $0.nodes.count == 1 }
        #expect(!bed.command("start three").failed)
        bed.wait("samples") { ($0.recording?.summary.ticks ?? 0) >= 5 }
        first.stop()
        let second = try bed.monitor("a")
        bed.wait("more samples") { ($0.recording?.summary.ticks ?? 0) >= 12 }
        #expect(!bed.command("stop").failed)
        second.stop()
        let runs = Set(try bed.rows("three/nodes.csv").compactMap { $0["run"] })
        #expect(runs == ["1", "2"])
        let slots = try #require(try check(bed, "three")["a"])
        let holes = zip(slots, slots.dropFirst()).filter { $1 != $0 + 1 }.count
        let gaps = try bed.file("three/events.csv").split(separator: "\n").filter { $0.contains(",gap,") }.count
        #expect(holes == gaps, "\(slots)")
    }

    @Test("R3: a monitor whose spool has more runs than it may announce connects again, and its own samples come last")
    func manyRunsArrive() throws {
        let bed = try TestBed()
        let path = bed.directory + "/spool"
        try Self.fill(path, runs: 10)
        let agent = try bed.monitor("a", spool: path, mostAnnounced: 4)
        bed.wait("its own samples") { ($0.nodes.first?.monitors.first?.sequence ?? 0) > 2 }
        let files = SystemFiles()
        let directory = try files.open(path: path)
        defer { files.close(directory) }
        bed.wait("all runs but its own have left the spool") { _ in
            (try? files.names(in: directory).count { $0.hasSuffix(".run") }) == 1
        }
        agent.stop()
    }

    /// Makes a spool with runs of one event each.
    private static func fill(_ path: String, runs: UInt64) throws {
        let spool = try Spool(path: path)
        let origin = Hello.Origin(facts: FunctionSource(node: "a").facts, kinds: [.node], minimumInterval: 0)
        for epoch in 1...runs {
            var buffer = SendBuffer(epoch: epoch)
            buffer.append(Event(wall: 1, kind: .oomKill, text: "\(epoch)"))
            spool.begin(RunRecord(epoch: epoch, origin: origin, interval: 200_000_000, schemas: [buffer.schemas[0]]))
            buffer.spoolState = .working
            try spool.append(try #require(buffer.unspooled()))
        }
    }

    @Test("R5: what was settled before the recording is acknowledged again while it runs, so that no spool keeps it")
    func settledRunsAreAcknowledged() throws {
        let bed = try TestBed()
        do {
            let monitor = try FakeMonitor(bed, epochs: [5, 7])
            monitor.send(.group(5), .event(1, "x"))
            #expect(try monitor.settle())
        }
        #expect(!bed.command("start later").failed)
        let monitor = try FakeMonitor(bed, epochs: [5, 7])
        var acknowledged: [UInt64: UInt64] = [:]
        while acknowledged.isEmpty, let message = try monitor.next() {
            if case .acknowledge(let epoch, let sequence) = message { acknowledged[epoch] = sequence }
        }
        #expect(acknowledged == [5: 1])
        withExtendedLifetime(monitor) {}
    }

    @Test("R8: one interval holds for all, is followed live, and can't change while a recording runs")
    func intervalIsFollowed() throws {
        let bed = try TestBed(interval: 3_600_000_000_000)
        let agent = try bed.monitor("a")
        bed.wait("node a") { $0.nodes.first?.state == .live }
        #expect(!bed.command("sampling 100ms").failed)
        bed.wait("ticks of the new grid") { ($0.nodes.first?.monitors.first?.sequence ?? 0) > 8 }
        #expect(!bed.command("start four").failed)
        let reply = bed.command("sampling 1s")
        #expect(reply.failed && reply.text.contains("while a recording runs"))
        #expect(!bed.command("stop").failed)
        agent.stop()
    }

    @Test("R8: a monitor with a longer minimum samples every so many slots, and the slots between are no gaps")
    func longerMinimumIsNoGap() throws {
        let bed = try TestBed()
        let slow = try bed.monitor("slow", minimumInterval: 500_000_000)
        let fast = try bed.monitor("fast")
        bed.wait("both") { $0.nodes.count == 2 && $0.nodes.allSatisfy { $0.state == .live } }
        #expect(!bed.command("start five").failed)
        bed.wait("samples of both") { snapshot in
            snapshot.recording?.nodes.first { $0.name == "slow" }.map { $0.ticks >= 4 } ?? false
        }
        let reply = bed.command("stop")
        #expect(reply.text.contains("complete"), "\(reply.text)")
        slow.stop()
        fast.stop()
        let slots = try check(bed, "five")
        #expect(try #require(slots["slow"]).allSatisfy { $0 % 3 == 0 })
        try bed.expectWhole("five", nodes: ["slow", "fast"], strides: ["slow": 3])
        #expect(RecordingVerifier.verify(bed.options.dataDirectory + "/five") == [])
    }

    @Test("R13: expected nodes that are missing from a recording are logged, whenever that changes")
    func missingNodesAreLogged() throws {
        let lines = LogLines()
        let bed = try TestBed(expected: ["a", "b"], log: lines.logger)
        func wait(_ part: String) { bed.wait(part) { _ in lines.all.contains { $0.contains(part) } } }
        let a = try bed.monitor("a")
        bed.wait("node a") { $0.nodes.first?.state == .live }
        #expect(bed.command("start one").text.hasSuffix("; not connected: b"))
        wait("a recording runs; not connected: b")
        let b = try bed.monitor("b")
        wait("all expected nodes are connected")
        a.stop()
        wait("a recording runs; not connected: a")
        b.stop()
        wait("a recording runs; not connected: a, b")
        #expect(lines.all(at: .warning).count == 3, "\(lines.all)")
    }
}
