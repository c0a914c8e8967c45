import Glibc
import KubemonAgent
import KubemonCollector
import KubemonMetrics
import KubemonProtocol
import KubemonStore
import KubemonSystem
import KubemonTransport
import NIOCore
import Testing

/// Peers that break the rules must be turned away and disturb nobody.
@Suite("Hostile peers", .serialized)
struct HostilePeerTests {
    /// Sends bytes on a connection of its own, and returns whether the other end closed it.
    private func send(
        _ bytes: [UInt8], to host: String, _ port: Int, expectClose: Bool = true
    ) throws -> Bool {
        let peer = try RawPeer(host: host, port: port)
        peer.send(bytes)
        return expectClose && peer.isClosed()
    }

    private static func port(of address: String) -> Int { Int(address.split(separator: ":").last ?? "") ?? 0 }

    @Test(
        "rubbish, oversized frames and frames out of place close the connection and nothing else",
        arguments: [
            Array("GET / HTTP/1.1\r\n\r\n".utf8), [0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 3, 0xFF, 0xFF, 0xFF],
            [0, 0, 0, 2, 0x42, 0x00], Array(Frame(command: "stop", json: false).encoded().readableBytesView),
            Array(Frame(.welcome(interval: 1, positions: [:])).encoded().readableBytesView),
        ] as [[UInt8]])
    func rubbishIsTurnedAway(bytes: [UInt8]) throws {
        let bed = try TestBed()
        let agent = try bed.monitor("a")
        bed.wait("node a") { $0.nodes.first?.state == .live }
        #expect(!bed.command("start x").failed)
        #expect(try send(bytes, to: bed.options.host, bed.collector.monitorPort))
        // Half a frame and silence.
        _ = try send([0, 0, 1], to: bed.options.host, bed.collector.monitorPort, expectClose: false)
        let before = bed.collector.store.snapshot().recording?.summary.ticks ?? 0
        bed.wait("recording goes on") { ($0.recording?.summary.ticks ?? 0) > before + 3 }
        let reply = bed.command("stop")
        #expect(reply.text.contains("complete"), "\(reply.text)")
        agent.stop()
        try bed.expectWhole("x", nodes: ["a"])
    }

    @Test(
        "rubbish on the command port closes that connection only",
        arguments: [
            Array("hello\n".utf8), [0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 1, 0xFF],
            Array(Frame(.configure(interval: 1)).encoded().readableBytesView),
        ] as [[UInt8]])
    func rubbishOnCommandPort(bytes: [UInt8]) throws {
        let bed = try TestBed()
        let port = Self.port(of: bed.collector.controlAddress)
        #expect(try send(bytes, to: bed.options.host, port))
        #expect(
            try ControlClient(host: bed.options.host, port: port, security: .plain).send("alive", json: false).text
                == "alive")
    }

    @Test("R10: a second monitor of the same name is refused with both addresses, and the first goes on")
    func sameNameIsRefused() throws {
        let bed = try TestBed()
        let first = try bed.monitor("a")
        bed.wait("node a") { $0.nodes.first?.state == .live }
        let second = try bed.monitor("a", bootID: "another machine")
        bed.wait("a refusal") { $0.events.contains { $0.event.kind == .refused && $0.event.text.contains("--node") } }
        #expect(bed.collector.store.snapshot().nodes.first?.monitors.count == 1)
        second.stop()
        first.stop()
    }

    @Test("R10: three monitors of one machine that sample different kinds stand side by side")
    func kindsStandSideBySide() throws {
        let bed = try TestBed()
        let os = try bed.monitor("a", kinds: [.node, .disk, .interface, .monitor])
        let containers = try bed.monitor("a", kinds: [.container, .containerDisk, .monitor])
        bed.wait("both") { $0.nodes.first?.monitors.filter(\.isConnected).count == 2 }
        os.stop()
        containers.stop()
    }

    @Test(
        "a peer that gives commands and never reads the answers is disconnected before they take memory, a console as well",
        arguments: [false, true])
    func unreadAnswersDoNotPileUp(isConsole: Bool) throws {
        let bed = try TestBed()
        let cost = OwnCost()
        let peer = try RawPeer(
            host: bed.options.host, port: Self.port(of: bed.collector.controlAddress), receiveBuffer: 4096)
        if isConsole { peer.send(Array(Frame.subscribe.encoded().readableBytesView)) }
        let help = Array(Frame(command: "help", json: false).encoded().readableBytesView)
        peer.send(help)
        bed.wait("it gives commands") { $0.collector.commandClients.count == 1 }
        let before = cost.read().resident ?? 0
        // The answers are a hundred times what the kernel keeps of them.
        let many = Array([[UInt8]](repeating: help, count: 1_000).joined())
        for _ in 0..<200 where !peer.send(many) { break }
        bed.wait("it is gone", seconds: 20) { $0.collector.commandClients.isEmpty }
        let grown = Int(cost.read().resident ?? 0) - Int(before)
        #expect(grown < 20 << 20, "\(grown) bytes")
        #expect(!bed.command("alive").failed)
    }

    @Test("R2: what appeared in a stretch that was lost is described by the group that follows")
    func gapsRenewDescriptions() throws {
        let bed = try TestBed()
        #expect(!bed.command("start lost").failed)
        var buffer = SendBuffer(epoch: 7, capacity: 1)
        let node = Entity(number: 1, kind: .node)
        let disk = Entity(number: 2, kind: .disk, labels: [.init("disk", "late")])
        buffer.append([node], ended: [])
        let grid = SlotGrid(interval: bed.options.interval)
        let first = grid.slot(at: SystemTime().wall()) + 3
        // The first group is dropped when the second begins; the disk appears in it.
        for index in 0..<70 as Range<UInt64> {
            if index == 30 { buffer.append([disk], ended: []) }
            var tick = Tick()
            tick.slot = first + index
            tick.wall = grid.start(of: tick.slot)
            tick.monotonic = tick.wall
            tick[.node].appendRow(entity: 1)
            if index >= 30 { tick[.disk].appendRow(entity: 2) }
            buffer.append(tick)
        }
        var facts = NodeFacts()
        facts.node = "a"
        let hello = Hello(
            facts: facts, backlog: [.init(epoch: 7, first: 1, last: buffer.lastSequence)], kinds: EntityKind.allCases,
            minimumInterval: 0)
        let peer = try RawPeer(host: bed.options.host, port: bed.collector.monitorPort)
        peer.send(Array(Frame(hello).encoded().readableBytesView))
        for schema in buffer.schemas { peer.send(Array(schema.encoded().readableBytesView)) }
        buffer.rewind(to: 0)
        while let frame = buffer.next() { peer.send(Array(frame.readableBytesView)) }
        bed.wait("the last tick") { $0.nodes.first?.lastTick == grid.start(of: first + 69) }
        let entities = bed.collector.store.snapshot().nodes.first?.entities[EntityKind.disk.index]
        #expect(entities?[2]?["disk"] == "late")
        bed.wait("rows") { ($0.recording?.summary.ticks ?? 0) > 0 }
        #expect(!bed.command("stop").failed)
        let rows = try bed.rows("lost/disks.csv")
        #expect(!rows.isEmpty && rows.allSatisfy { $0["disk"] == "late" })
    }
}
