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
import Testing

/// What those who give commands or write files of keys can do to a collector is bounded, and is said.
@Suite("Hostile clients", .serialized)
struct HostileClientTests {
    private static func bytes(_ frame: Frame) -> [UInt8] { Array(frame.encoded().readableBytesView) }

    @Test(
        "a command line of megabytes is not read; one that just fits a frame is answered shortly",
        arguments: [60_000, 4 << 20])
    func longCommands(count: Int) throws {
        let bed = try TestBed()
        for verb in ["", "start ", "mark ", "forget ", "sampling "] {
            let command = Frame(command: verb + String(repeating: "x", count: count), json: false)
            let peer = try RawPeer(host: bed.options.host, port: bed.controlPort)
            peer.send(Self.bytes(command))
            if count > 64 << 10 {
                #expect(peer.isClosed())
                continue
            }
            var (codec, buffer) = (FrameCodec(), ByteBuffer())
            var frame: Frame?
            while frame == nil, let bytes = peer.receive() {
                buffer.writeBytes(bytes)
                frame = try codec.decode(buffer: &buffer)
            }
            let reply = try #require(frame?.reply)
            #expect(reply.failed && reply.text.utf8.count < 10_000, "\(reply.text.utf8.count) bytes for '\(verb)'")
        }
    }

    @Test("many consoles that subscribe and never read take no more than what is on its way to them, and stop nobody")
    func deafConsoles() throws {
        let bed = try TestBed()
        let cost = OwnCost()
        let before = cost.read().resident ?? 0
        let consoles = try (0..<50).map { _ in
            let peer = try RawPeer(host: bed.options.host, port: bed.controlPort, receiveBuffer: 4096)
            peer.send(Self.bytes(.subscribe))
            return peer
        }
        bed.wait("all of them") { $0.collector.commandClients.count == 50 }
        // 8 MB, which each of them would be sent.
        let monitor = try FakeMonitor(bed)
        let text = String(repeating: "x", count: 400_000)
        monitor.send([.group()] + (1...20).map { .event($0, text, .oomKill) })
        #expect(try monitor.settle())
        let grown = Int(cost.read().resident ?? 0) - Int(before)
        #expect(grown < 150 << 20, "\(grown) bytes")
        #expect(!bed.command("alive").failed)
        withExtendedLifetime(consoles) {}
    }

    @Test(
        "markers and orders to stop while the disk stands still: 256 wait, all others are told that it does not answer")
    func commandsDoNotPileUp() throws {
        let gate = DiskGate()
        let bed = try TestBed(gate: gate)
        #expect(!bed.command("start still").failed)
        gate.isShut = true
        let replies = Replies()
        bed.collector.execute("mark first") { replies.add($0) }
        bed.wait("it stands before the disk") { _ in gate.isHolding }
        for index in 1..<500 { bed.collector.execute(index % 50 == 49 ? "stop" : "mark \(index)") { replies.add($0) } }
        let refused = replies.wait(244)
        #expect(
            refused.count == 244 && refused.allSatisfy { $0.failed && $0.text.contains("the disk does not answer") })
        #expect(!bed.command("alive").failed)
        gate.isShut = false
        #expect(replies.wait(500).count == 500)
        bed.wait("the recording is over") { $0.recording == nil }
    }

    @Test("orders to stop while the last samples are awaited: 256 wait for that, all others are told so")
    func stopsDoNotPileUp() throws {
        let bed = try TestBed()
        let grid = SlotGrid(interval: bed.options.interval)
        #expect(!bed.command("start awaited").failed)
        var buffer = SendBuffer(epoch: 7)
        buffer.append([Entity(number: 1, kind: .node)], ended: [])
        var tick = Tick()
        tick.slot = grid.slot(at: SystemTime().wall()) + 1
        (tick.wall, tick.monotonic) = (grid.start(of: tick.slot), grid.start(of: tick.slot))
        tick[.node].appendRow(entity: 1)
        buffer.append(tick)
        let monitor = try FakeMonitor(bed)
        monitor.send(all: buffer)
        bed.wait("a sample, and slots after it") { fleet in
            fleet.recording?.summary.ticks == 1 && grid.slot(at: SystemTime().wall()) > tick.slot + 1
        }
        let replies = Replies()
        for index in 0..<300 {
            bed.collector.execute("stop") { replies.add($0) }
            // Answered when all orders before it were taken out of the queue.
            if index % 100 == 99 { #expect(!bed.command("mark \(index)").failed) }
        }
        let refused = replies.wait(44)
        #expect(refused.count == 44 && refused.allSatisfy { $0.failed && $0.text.contains("is being stopped") })
        bed.wait("it is being stopped") { $0.recording?.summary.state == .closing }
        // A new start closes what waits for its last samples (R17).
        #expect(!bed.command("start next").failed)
        #expect(replies.wait(300).count == 300)
        withExtendedLifetime(monitor) {}
    }

    @Test(
        "a file of keys that is replaced by anything but keys: it is said once, and the old keys stay in force",
        arguments: ["", "\u{0}\u{1}\u{2}", "{\"keys\": []}", "km1:", "long", "directory", "mode", "missing"])
    func brokenKeys(garbage: String) throws {
        let bed = try TestBed(usesTLS: true)
        let (control, path) = (try bed.key(.control), bed.directory + "/keys")
        let agent = try bed.monitor("a", security: .keys([try bed.key(.monitor)]))
        bed.wait("node a") { $0.nodes.first?.state == .live }
        rename(path, path + ".good")
        switch garbage {
        case "directory": mkdir(path, 0o700)
        case "missing": break
        default:
            let descriptor = open(path + ".bad", O_WRONLY | O_CREAT, garbage == "mode" ? 0o644 : 0o600)
            let bytes = garbage == "long" ? [UInt8](repeating: 0x0A, count: 5 << 20) : Array(garbage.utf8)
            #expect(write(descriptor, bytes, bytes.count) == bytes.count)
            close(descriptor)
            rename(path + ".bad", path)
        }
        for _ in 0..<3 { bed.collector.refreshKeys() }
        bed.wait("it is said") { $0.events.contains { $0.event.text.contains("the keys could not be read again") } }
        #expect(try bed.send("alive", .keys([control])).text == "alive")
        #expect(throws: TransportError.self) { try bed.send("alive", .keys([AccessKey(identity: "control-0")])) }
        let monitor = try #require(bed.collector.store.snapshot().nodes.first?.monitors.first)
        #expect(monitor.isConnected && monitor.reconnects == 0)
        if garbage == "directory" { rmdir(path) }
        rename(path + ".good", path)
        bed.collector.refreshKeys()
        bed.wait("it is mended") { $0.events.contains { $0.event.text == "the keys could be read again" } }
        #expect(bed.collector.store.snapshot().events.count { $0.event.text.contains("could not be read again") } == 1)
        agent.stop()
    }

    @Test("nothing that strangers name themselves or type reaches the log with what a terminal obeys")
    func logIsClean() throws {
        let lines = LogLines()
        let evil = "a\u{1B}[2J\u{1B}]0;owned\u{7}\r\n\u{9B}31m\u{202E}txt"
        let bed = try TestBed(usesTLS: true, log: lines.logger)
        #expect(throws: TransportError.self) { try bed.send("alive", .keys([AccessKey(identity: evil)])) }
        let control = ClientSecurity.keys([try bed.key(.control)])
        for command in [
            evil, "start \"\(evil)\"", "mark \"\(evil)\"", "start good --note \"\(evil)\"", "mark \(evil)", "stop",
        ] {
            _ = try bed.send(command, control)
        }
        bed.wait("the refusal is logged") { _ in lines.all.contains { $0.contains("is not known") } }
        let plain = try TestBed(log: lines.logger)
        let monitor = try FakeMonitor(plain, node: evil)
        monitor.send(.group(), .event(1, evil), .schema(columns: [evil]), .event(9, evil))
        #expect(try monitor.refusal() != nil)
        plain.wait("its end is logged") { _ in lines.all.contains { $0.hasPrefix("monitor lost") } }
        #expect(lines.all.contains { $0.contains("monitor connected") && $0.contains("owned") }, "\(lines.all)")
        for line in lines.all {
            #expect(line.unicodeScalars.allSatisfy { !Self.isHarmful($0) }, "\(line.debugDescription)")
        }
        #expect(try bed.file("good/events.csv").utf8.allSatisfy { $0 >= 0x20 || $0 == 0x0A })
    }

    /// Written from scratch, so that the test does not believe what it tests.
    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
