import KubemonAgent
import KubemonCollector
import KubemonMetrics
import KubemonProtocol
import KubemonStore
import KubemonSystem
import NIOCore
import Testing

/// What happens to a recording while its disk does not work: whoever joins then, and whoever gives commands then.
@Suite("While the disk does not work", .serialized)
struct OutageTests {
    /// A recording that node a has samples in, and a disk that fails from now on, or once it is let.
    private func interrupted(
        _ gate: DiskGate, drainTime: UInt64 = 30_000_000_000, isHolding: Bool = false
    ) throws -> (bed: TestBed, agent: Agent) {
        let bed = try TestBed(interval: 100_000_000, gate: gate, drainTime: drainTime)
        let agent = try bed.monitor("a")
        bed.wait("node a") { $0.nodes.first?.state == .live }
        #expect(!bed.command("start first").failed)
        bed.wait("samples") { ($0.recording?.summary.ticks ?? 0) >= 5 }
        gate.isShut = isHolding
        gate.fail(from: 1)
        return (bed, agent)
    }

    /// What node b has sampled in some slots.
    private static func samples(_ slots: ClosedRange<UInt64>, _ grid: SlotGrid) -> SendBuffer {
        var buffer = SendBuffer(epoch: 7)
        buffer.append([Entity(number: 1, kind: .node)], ended: [])
        for slot in slots { append(slot, grid, to: &buffer) }
        return buffer
    }

    private static func append(_ slot: UInt64, _ grid: SlotGrid, to buffer: inout SendBuffer) {
        var tick = Tick()
        (tick.slot, tick.wall) = (slot, grid.start(of: slot))
        _ = tick[.node].appendRow(entity: 1)
        buffer.append(tick)
    }

    @Test(
        "R18: stop waits for a node that came while the disk did not work, and a start that is refused lets nothing go"
    )
    func whoeverCameIsAwaited() throws {
        let gate = DiskGate()
        let (bed, agent) = try interrupted(gate)
        bed.wait("the failure") { $0.recording?.failure.isEmpty == false }
        let grid = SlotGrid(interval: bed.options.interval)
        let now = grid.slot(at: SystemTime().wall())
        var buffer = Self.samples((now - 2)...now, grid)
        let monitor = try FakeMonitor(bed, node: "b")
        monitor.send(buffer.schemas)
        buffer.rewind(to: 0)
        while let frame = buffer.next() { monitor.peer.send(Array(frame.readableBytesView)) }
        #expect(try monitor.settle())
        let (stopped, refused) = (Replies(), Replies())
        bed.collector.execute("stop") { stopped.add($0) }
        bed.wait("it is stopped") { $0.recording?.summary.state == .closing }
        // The recorder stands before the disk when the order comes, and what comes then finds its queue open.
        gate.isShut = true
        bed.wait("it is tried again") { _ in gate.isHolding }
        bed.collector.execute("start second") { refused.add($0) }
        Self.append(now + 1_000_000, grid, to: &buffer)
        while let frame = buffer.next() { monitor.peer.send(Array(frame.readableBytesView)) }
        #expect(try monitor.settle())
        gate.isShut = false
        let reply = refused.wait(1).first
        #expect(reply?.failed == true && reply?.text.contains("'first' is stopped but can't be closed") == true)
        gate.fail(from: nil)
        bed.wait("nobody else is missing") { $0.recording?.awaited == ["b"] }
        var first: UInt64?
        while first == nil, let message = try monitor.next() {
            if case .resume(7, let sequence) = message { first = sequence }
        }
        // From its beginning: nothing of it was taken.
        #expect(first == 1)
        monitor.send(all: buffer)
        let end = stopped.wait(1).first?.text ?? ""
        #expect(end.contains("is complete") && end.hasSuffix("0 gaps"), "\(end)")
        #expect(try bed.rows("first/nodes.csv").count { $0["node"] == "b" } == 3)
        agent.stop()
    }

    @Test(
        "R18: the samples of a monitor that came and was killed while the disk did not work, or had not failed yet, are a gap",
        arguments: [false, true])
    func whoeverWasKilledIsMissed(isQueued: Bool) throws {
        let gate = DiskGate()
        let (bed, agent) = try interrupted(gate, drainTime: 1_000_000_000, isHolding: isQueued)
        if isQueued {
            bed.wait("a call that will fail") { _ in gate.isHolding }
        } else {
            bed.wait("the failure") { $0.recording?.failure.isEmpty == false }
        }
        let grid = SlotGrid(interval: bed.options.interval)
        let now = grid.slot(at: SystemTime().wall())
        do {
            let monitor = try FakeMonitor(bed, node: "b")
            monitor.send(all: Self.samples((now - 2)...now, grid))
            #expect(try monitor.settle())
        }
        bed.wait("b is gone") { fleet in fleet.nodes.contains { $0.name == "b" && $0.state != .live } }
        if isQueued {
            gate.isShut = false
            bed.wait("the failure") { $0.recording?.failure.isEmpty == false }
        }
        gate.fail(from: nil)
        bed.wait("b is known") { $0.recording?.nodes.contains { $0.name == "b" } == true }
        let end = bed.command("stop").text
        #expect(end.contains("is incomplete (all samples of b are missing)"), "\(end)")
        let gaps = try bed.rows("first/events.csv").filter { $0["kind"] == "gap" }
        #expect(gaps.map { $0["node"] } == ["b"])
        let first = (now - 2) * bed.options.interval
        #expect(gaps.first?["time_ns"] == "\(first)")
        agent.stop()
    }

    @Test("R15, R18: after a restart stop waits for monitors to come back of which no commit says anything")
    func whoeverComesBackIsAwaited() throws {
        let bench = try RecorderBench()
        #expect(try !bench.start("one").failed)
        bench.advance(5)
        bench.restart()
        let stopped = bench.orderStop()
        bench.send("a", seconds: 5)
        // Whatever it does now, it has done by then.
        for _ in 0..<3 { _ = bench.mark() }
        bench.send("b", seconds: 5)
        _ = bench.mark()
        bench.advance(12)
        let end = stopped.wait(1).first?.text ?? ""
        #expect(end.contains("one is complete: 10 samples"), "\(end)")
    }

    @Test("R17: the time that stop waits begins when the disk works again")
    func drainTimeBeginsAnew() throws {
        let bench = try RecorderBench()
        #expect(try !bench.start("one").failed)
        bench.disk.fail(from: 1)
        let reply = bench.stop()
        #expect(reply.failed && reply.text.contains("can't be closed"), "\(reply.text)")
        bench.disk.fail(from: nil)
        bench.advance(5)
        bench.wait("it goes on") { bench.recoveries == 1 }
        bench.advance(29)
        // Whatever it does now, it has done by then.
        for _ in 0..<3 { _ = bench.mark() }
        #expect(bench.said("recording one is incomplete") == 0)
        bench.send("a", seconds: 70)
        bench.wait("its end") { bench.said("recording one is complete: 5 samples") == 1 }
    }
}
