import Glibc
import KubemonAgent
import KubemonCollector
import KubemonMetrics
import KubemonProtocol
import KubemonStore
import KubemonSystem
import KubemonTransport
import NIOCore
import Synchronization
import Synthetic
import Testing

/// A slow disk must never stop the collector from reading (R7), nor make it hold more than it promises.
@Suite("Backpressure", .serialized)
struct BackpressureTests {
    @Test("R7: while the disk stands still the console goes on, and afterwards every sample is recorded once")
    func fullQueueStopsNobody() throws {
        let gate = DiskGate()
        // A queue of some ten samples.
        let bed = try TestBed(queueCapacity: 100_000, gate: gate)
        let agents = try ["a", "b"].map { try bed.monitor($0) }
        bed.wait("two nodes") { $0.nodes.filter { $0.state == .live }.count == 2 }
        #expect(!bed.command("start slow").failed)
        bed.wait("samples") { ($0.recording?.summary.ticks ?? 0) >= 6 }
        for _ in 0..<2 {
            gate.isShut = true
            let before = bed.collector.store.snapshot().nodes.map { $0.monitors.first?.sequence ?? 0 }
            // Far more than the queue holds.
            bed.wait("the console goes on") { snapshot in
                zip(snapshot.nodes, before).allSatisfy { ($0.monitors.first?.sequence ?? 0) > $1 + 60 }
            }
            #expect(gate.isHolding)
            let ticks = bed.collector.store.snapshot().recording?.summary.ticks ?? 0
            gate.isShut = false
            bed.wait("the recording catches up") { ($0.recording?.summary.ticks ?? 0) > ticks + 120 }
        }
        let reply = bed.command("stop")
        #expect(reply.text.contains("complete"), "\(reply.text)")
        for agent in agents { agent.stop() }
        try bed.expectWhole("slow", nodes: ["a", "b"])
    }

    @Test("a collector whose disk stands still is read from and answers commands that need no disk")
    func commandsGoOn() throws {
        let gate = DiskGate()
        let bed = try TestBed(queueCapacity: 100_000, gate: gate)
        let agent = try bed.monitor("a")
        bed.wait("node a") { $0.nodes.first?.state == .live }
        #expect(!bed.command("start still").failed)
        gate.isShut = true
        bed.wait("it stands before the disk") { _ in gate.isHolding }
        #expect(bed.command("status").text.contains("1 live"))
        #expect(bed.command("start other").failed)
        gate.isShut = false
        #expect(!bed.command("stop").failed)
        agent.stop()
    }

    @Test("a command that waits for the disk longer than a connection may be silent gets its answer all the same")
    func slowCommandIsAnswered() throws {
        let gate = DiskGate()
        var limits = Gate.Limits()
        limits.idleTime = .milliseconds(100)
        let bed = try TestBed(gate: gate, limits: limits)
        #expect(!bed.command("start still").failed)
        gate.isShut = true
        let (host, port) = (bed.options.host, bed.controlPort)
        let reply = Mutex<CommandReply?>(nil)
        let answered = Wakeup()
        let box = Box(value: reply)
        let thread = NativeThread(name: "mark") {
            let answer = try? ControlClient(host: host, port: port, security: .plain).send("mark lunch", json: false)
            box.value.withLock { $0 = answer }
            answered.signal()
        }
        bed.wait("it gives commands") { $0.collector.commandClients.count == 1 }
        // Two that say nothing come and go meanwhile.
        for _ in 0..<2 { #expect(try RawPeer(host: host, port: port).isClosed()) }
        gate.isShut = false
        #expect(answered.wait(milliseconds: 60_000))
        #expect(box.value.withLock { $0?.text } == "marked: lunch")
        thread.join()
    }

    private final class Box: Sendable {
        let value: Mutex<CommandReply?>
        init(value: consuming Mutex<CommandReply?>) { self.value = value }
    }

    @Test(
        "R18: while a recording is started on a disk that stands still, no other start gets that far, and no sample is lost"
    )
    func startIsAwaited() throws {
        let gate = DiskGate()
        let bed = try TestBed(queueCapacity: 100_000, gate: gate)
        let agent = try bed.monitor("a")
        bed.wait("node a") { $0.nodes.first?.state == .live }
        gate.isShut = true
        let (started, other) = (Replies(), Replies())
        bed.collector.execute("start first") { started.add($0) }
        bed.wait("it stands before the disk") { _ in gate.isHolding }
        let before = bed.collector.store.snapshot().nodes.first?.monitors.first?.sequence ?? 0
        bed.wait("the queue is full") { ($0.nodes.first?.monitors.first?.sequence ?? 0) > before + 60 }
        for index in 0..<300 { bed.collector.execute("start other\(index)") { other.add($0) } }
        let refused = other.wait(300)
        #expect(gate.isHolding && started.wait(0).isEmpty)
        #expect(
            refused.count == 300
                && refused.allSatisfy { $0.failed && $0.text.contains("'first' is being started") })
        gate.isShut = false
        #expect(started.wait(1).first?.failed == false)
        // Whoever was answered is told the same by the next order.
        let reply = bed.command("start second")
        #expect(reply.failed && reply.text.contains("'first' is being recorded"), "\(reply.text)")
        bed.wait("the recording catches up") { ($0.recording?.summary.ticks ?? 0) > 60 }
        #expect(bed.command("stop").text.contains("complete"))
        agent.stop()
        try bed.expectWhole("first", nodes: ["a"])
    }

    @Test("many monitors that catch up at once while the disk stands still take no more memory than the queue may")
    func catchingUpIsBounded() throws {
        let gate = DiskGate()
        let capacity = 2 << 20
        let bed = try TestBed(queueCapacity: capacity, gate: gate)
        let count = getenv("PEERS").flatMap { Int(String(cString: $0)) } ?? 100
        let grid = SlotGrid(interval: bed.options.interval)
        let slot = grid.slot(at: SystemTime().wall()) + 1
        #expect(!bed.command("start many").failed)
        gate.isShut = true
        // A recorder that still takes what is queued would ask for the rest again, which these peers do not send.
        bed.collector.execute("mark standing") { _ in }
        bed.wait("it stands before the disk") { _ in gate.isHolding }
        let cost = OwnCost()
        let before = cost.read().resident ?? 0
        // Each has 40 samples of 10 containers to send: together many times what the queue holds.
        var peers: [RawPeer] = []
        for index in 0..<count {
            var buffer = SendBuffer(epoch: UInt64(index) + 1)
            let entities = (1...11).map { Entity(number: UInt32($0), kind: $0 == 1 ? .node : .container) }
            buffer.append(entities, ended: [])
            for tickIndex in 0..<40 as Range<UInt64> {
                var tick = Tick()
                tick.slot = slot + tickIndex
                tick.wall = grid.start(of: tick.slot)
                for entity in entities {
                    let row = tick[entity.kind].appendRow(entity: entity.number)
                    tick[entity.kind][row, 0] = tickIndex
                }
                buffer.append(tick)
            }
            var facts = NodeFacts()
            facts.node = "p\(index)"
            let hello = Hello(
                facts: facts, backlog: [.init(epoch: buffer.epoch, first: 1, last: buffer.lastSequence)],
                kinds: EntityKind.allCases, minimumInterval: 0)
            let peer = try RawPeer(host: bed.options.host, port: bed.collector.monitorPort)
            peer.send(Array(Frame(hello).encoded().readableBytesView))
            for schema in buffer.schemas { peer.send(Array(schema.encoded().readableBytesView)) }
            buffer.rewind(to: 0)
            while let frame = buffer.next() { peer.send(Array(frame.readableBytesView)) }
            peers.append(peer)
        }
        // All is read although nothing can be written.
        bed.wait("everyone's last sample", seconds: 60 + count / 2) { snapshot in
            snapshot.nodes.count == count && snapshot.nodes.allSatisfy { ($0.monitors.first?.sequence ?? 0) >= 41 }
        }
        let grown = Int(cost.read().resident ?? 0) - Int(before)
        // The queue, what the store shows (two samples of each), and what the allocator keeps.
        #expect(grown < 4 * capacity + count * 200_000, "\(grown) bytes for \(count) monitors")
        gate.isShut = false
        withExtendedLifetime(peers) {}
    }

    @Test("R16: what a monitor could not read before the recording began stands in it, once, also after a restart")
    func standingEventsAreRecorded() throws {
        let bed = try TestBed()
        let agent = try bed.monitor("a", complaint: "/run/docker.sock can't be read")
        bed.wait("node a") { snapshot in
            snapshot.nodes.first?.state == .live && snapshot.events.contains { $0.event.kind == .unreadable }
        }
        #expect(!bed.command("start late").failed)
        bed.wait("samples") { ($0.recording?.summary.ticks ?? 0) >= 4 }
        try bed.restart()
        bed.wait("more samples") { ($0.recording?.summary.ticks ?? 0) >= 8 }
        #expect(!bed.command("stop").failed)
        let rows = try bed.rows("late/events.csv").filter { $0["kind"] == "unreadable" }
        #expect(rows.count == 1 && rows.first?["node"] == "a", "\(rows)")
        // A collector that has never heard of this run hears of it again.
        try bed.restart()
        #expect(!bed.command("start later").failed)
        bed.wait("samples of the second recording") { ($0.recording?.summary.ticks ?? 0) >= 4 }
        #expect(!bed.command("stop").failed)
        agent.stop()
    }
}
