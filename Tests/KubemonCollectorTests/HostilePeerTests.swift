import Glibc
import KubemonAgent
import KubemonCollector
import KubemonMetrics
import KubemonProtocol
import KubemonStore
import KubemonTransport
import NIOCore
import Testing

/// Peers that break the rules must be turned away and disturb nobody.
@Suite("Hostile peers", .serialized)
struct HostilePeerTests {
    /// Connects, sends bytes, and returns whether the other end closed the connection.
    private func send(
        _ bytes: [UInt8], to host: String, _ port: Int, expectClose: Bool = true
    ) throws -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr(host)
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(connected == 0)
        _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        guard expectClose else { return false }
        var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        var buffer = [UInt8](repeating: 0, count: 4096)
        while poll(&ready, 1, 30_000) > 0 {
            if recv(descriptor, &buffer, buffer.count, 0) <= 0 { return true }
        }
        return false
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
        #expect(reply.text.contains(" 0 gaps"), "\(reply.text)")
        agent.stop()
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
        #expect(try ControlClient(host: bed.options.host, port: port).send("alive", json: false).text == "alive")
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
}
