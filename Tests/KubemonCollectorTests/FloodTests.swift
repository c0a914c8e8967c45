import Glibc
import KubemonAgent
import KubemonCollector
import KubemonMetrics
import KubemonProtocol
import KubemonStore
import KubemonTransport
import NIOCore
import Testing

/// Strangers who connect and do not say who they are use up neither descriptors nor memory, and keep nobody out.
@Suite("Floods and slow peers", .serialized)
struct FloodTests {
    private static func limits(_ change: (inout Gate.Limits) -> Void) -> Gate.Limits {
        var limits = Gate.Limits()
        change(&limits)
        return limits
    }

    @Test(
        "slow loris: whoever has not said who it is in time is closed, however little it sends, on both ports",
        arguments: [false, true],
        [
            [], [0x16], [0x16, 0x03, 0x01, 0x40, 0x00, 0x01], [0], [0, 0, 0, 9, 1],
        ] as [[UInt8]])
    func slowLoris(usesTLS: Bool, beginning: [UInt8]) throws {
        let bed = try TestBed(usesTLS: usesTLS, limits: Self.limits { $0.handshakeTime = .milliseconds(200) })
        for port in [bed.collector.monitorPort, bed.controlPort] {
            let peer = try RawPeer(host: bed.options.host, port: port)
            if !beginning.isEmpty { peer.send(beginning) }
            #expect(peer.isClosed())
        }
        // Those who say who they are stay: the clock is for strangers only.
        let agent = try bed.monitor("a", security: usesTLS ? .keys([try bed.key(.monitor)]) : .plain)
        bed.wait("a second's worth of samples") { ($0.nodes.first?.monitors.first?.sequence ?? 0) > 12 }
        #expect(bed.collector.store.snapshot().nodes.first?.monitors.first?.reconnects == 0)
        agent.stop()
    }

    @Test("TLS done and then silence: a key alone is no hello")
    func silenceAfterHandshake() throws {
        let bed = try TestBed(usesTLS: true, limits: Self.limits { $0.handshakeTime = .milliseconds(300) })
        let attacker = try Attacker(host: bed.options.host, port: bed.collector.monitorPort, key: try bed.key(.monitor))
        #expect(attacker.waitUntilClosed())
    }

    @Test("half a frame on the command port is closed, though a good command came before")
    func halfFrames() throws {
        let bed = try TestBed(limits: Self.limits { $0.frameTime = .milliseconds(200) })
        let good = Array(Frame(command: "alive", json: false).encoded().readableBytesView)
        for half in [[0], [0, 0, 0, 5], [0, 0, 0, 5, 1, 2], good.dropLast()] as [[UInt8]] {
            let peer = try RawPeer(host: bed.options.host, port: bed.controlPort)
            peer.send(good)
            peer.send(half)
            #expect(peer.isClosed())
        }
    }

    @Test("a frame byte by byte is ended as well: its time does not begin anew with every byte")
    func dribble() throws {
        let bed = try TestBed(limits: Self.limits { $0.frameTime = .milliseconds(300) })
        let peer = try RawPeer(host: bed.options.host, port: bed.controlPort)
        peer.send(Array(Frame(command: "alive", json: false).encoded().readableBytesView))
        let long = Array(Frame(command: String(repeating: "x", count: 60_000), json: false).encoded().readableBytesView)
        var sent = 0
        // Each byte waits for an answer that never comes, at most 20 ms; the other end closes long before the last one.
        while sent < long.count, !peer.isClosed(within: 20) {
            peer.send([long[sent]])
            sent += 1
        }
        #expect(sent < long.count)
    }

    @Test("10 000 connections of one address: 64 of them are held, and others come in meanwhile")
    func tenThousandConnections() throws {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        // Both ends are in this process; where it may not open so many files the flood is smaller.
        let count = min(10_000, Int(clamping: UInt64(limit.rlim_cur)) - 2_000)
        try #require(count > 500)
        let bed = try TestBed(usesTLS: true, limits: Self.limits { $0.handshakeTime = .minutes(10) })
        let present = try bed.monitor("present", security: .keys([try bed.key(.monitor)]))
        bed.wait("a monitor that was there before") { $0.nodes.first?.state == .live }
        let flood = try (0..<count).map { index in
            try RawPeer(
                host: bed.options.host, port: index % 2 == 0 ? bed.collector.monitorPort : bed.controlPort,
                from: "127.250.250.250")
        }
        #expect(try bed.send("alive", .keys([try bed.key(.control)])).text == "alive")
        let newcomer = try bed.monitor("newcomer", security: .keys([try bed.key(.monitor)]))
        bed.wait("a monitor that came during the flood") {
            $0.nodes.count == 2 && $0.nodes.allSatisfy { $0.state == .live }
        }
        // 64 are held until their time is over, all others were closed at once.
        bed.wait("64 are left") { _ in flood.count { !$0.isClosedNow } <= 64 }
        #expect(flood.count { !$0.isClosedNow } == 64)
        #expect(bed.collector.store.snapshot().nodes.allSatisfy { $0.monitors.first?.reconnects == 0 })
        let said = bed.collector.store.snapshot().events.count { $0.event.kind == .refused }
        #expect(said > 0 && said <= 20, "\(said) events of the flood")
        present.stop()
        newcomer.stop()
    }

    @Test("a flood from many addresses drops its own oldest connections, not those who come to the point")
    func manyAddresses() throws {
        let bed = try TestBed(
            usesTLS: true,
            limits: Self.limits {
                $0.handshakeTime = .minutes(10)
                $0.opening = 50
            })
        let flood = try (0..<400).map { index in
            try RawPeer(
                host: bed.options.host, port: bed.collector.monitorPort,
                from: "127.240.\(index / 200).\(index % 200 + 1)")
        }
        #expect(flood.prefix(340).allSatisfy { $0.isClosed() })
        let agent = try bed.monitor("a", security: .keys([try bed.key(.monitor)]))
        bed.wait("node a") { $0.nodes.first?.state == .live }
        agent.stop()
    }

    @Test("beyond the bound of all connections new ones are closed, and it is said why")
    func totalIsBounded() throws {
        let bed = try TestBed(limits: Self.limits { $0.total = 20 })
        let hello = Array(Frame(command: "alive", json: false).encoded().readableBytesView)
        let present = try (0..<20).map { _ in
            let peer = try RawPeer(host: bed.options.host, port: bed.controlPort)
            peer.send(hello)
            return peer
        }
        bed.wait("all of them gave a command") { $0.collector.commandClients.count == 20 }
        #expect(try RawPeer(host: bed.options.host, port: bed.controlPort).isClosed())
        bed.wait("it is said") { $0.events.contains { $0.event.text.contains("there are 20 connections already") } }
        #expect(present.allSatisfy { !$0.isClosedNow || !$0.isClosed() })
    }

    @Test(
        "oversized and lying lengths behind a good key close that connection only",
        arguments: [
            [0xFF, 0xFF, 0xFF, 0xFF], [0x00, 0x40, 0x00, 0x01], [0x7F, 0xFF, 0xFF, 0xFF], [0, 0, 0, 2, 0x0A, 0x7F],
            [0, 0, 0, 11, 0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
        ] as [[UInt8]])
    func lyingLengths(bytes: [UInt8]) throws {
        let bed = try TestBed(usesTLS: true)
        let agent = try bed.monitor("a", security: .keys([try bed.key(.monitor)]))
        bed.wait("node a") { $0.nodes.first?.state == .live }
        for port in [bed.collector.monitorPort, bed.controlPort] {
            let role: Grant.Role = port == bed.controlPort ? .control : .monitor
            let attacker = try Attacker(host: bed.options.host, port: port, key: try bed.key(role), sending: bytes)
            #expect(attacker.waitUntilClosed())
        }
        #expect(bed.collector.store.snapshot().nodes.first?.monitors.first?.reconnects == 0)
        agent.stop()
    }
}
