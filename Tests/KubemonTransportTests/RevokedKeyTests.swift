import KubemonProtocol
import NIOCore
import NIOEmbedded
import NIOSSL
import Testing

@testable import KubemonTransport

/// A key that was revoked opens nothing from that moment on, whatever its holder does.
@Suite("Revoked keys")
struct RevokedKeyTests {
    /// The collector's end: is admitted by its first frame, and counts.
    private final class Collector: FrameHandler {
        private(set) var received = 0
        private(set) var isClosed = false
        private var connection: Connection?

        func opened(_ connection: Connection) { self.connection = connection }
        func received(_ frame: Frame) {
            if received == 0 { connection?.admit() }
            received += 1
        }
        func becameWritable() {}
        func closed(_ reason: String?) { isClosed = true }
    }

    /// A socket whose buffer is full because the other end does not read: what is written waits.
    private final class Socket: ChannelOutboundHandler, RemovableChannelHandler {
        typealias OutboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        var isFull = false

        func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
            if !isFull { context.write(data, promise: promise) }
        }
    }

    /// Both ends of a TLS connection without a network; their clock goes on when it is told to.
    private struct Pair {
        let directory: TemporaryDirectory
        let keys: KeyStore
        let gate = Gate { _, _ in }
        let key: AccessKey
        let collector = Collector()
        let socket = Socket()
        let server = EmbeddedChannel()
        let client = EmbeddedChannel()

        init() throws {
            directory = try TemporaryDirectory()
            let path = directory.path + "/keys"
            keys = try KeyStore(path: path, at: "now")
            key = try KeyFile.change(path, at: "now") { $0.add(role: .monitor, node: nil, at: "now") }
            gate.refresh(keys)
            try server.pipeline.syncOperations.addHandler(socket)
            try server.addHandlers(
                collector, tls: try TLS.server(keys, gate: gate), gate: gate, maximumLength: 1 << 20,
                endsHalfFrames: false)
            try client.pipeline.syncOperations.addHandler(
                try NIOSSLClientHandler(context: try TLS.client([key]) { _ in }, serverHostname: nil))
            let address = try SocketAddress(ipAddress: "192.0.2.1", port: 1)
            server.connect(to: address, promise: nil)
            client.connect(to: address, promise: nil)
            for _ in 0..<10 {
                try carry(from: client, to: server)
                try carry(from: server, to: client)
            }
        }

        func carry(from: EmbeddedChannel, to: EmbeddedChannel) throws {
            while let bytes = try from.readOutbound(as: ByteBuffer.self) {
                if to.isActive { try to.writeInbound(bytes) }
            }
        }

        /// Sends a frame that the collector could understand.
        func send() throws {
            try client.writeOutbound(Frame(heartbeatSent: 1, answered: 0).encoded())
            try carry(from: client, to: server)
        }

        func revoke() throws {
            #expect(try KeyFile.change(directory.path + "/keys", at: "now") { $0.remove(key.identity) })
            #expect(gate.refresh(keys))
            server.embeddedEventLoop.run()
        }

        /// What the client has been told, once it reads.
        func told() throws -> String? {
            var (codec, buffer) = (FrameCodec(), ByteBuffer())
            while let bytes = try client.readInbound(as: ByteBuffer.self) { buffer.writeImmutableBuffer(bytes) }
            guard case .refuse(let reason, true) = try codec.decode(buffer: &buffer)?.monitorFrame else { return nil }
            return reason
        }
    }

    @Test("a holder that does not read is cut off below TLS within a second, and nothing that it sends is taken")
    func silentHolder() throws {
        let pair = try Pair()
        try pair.send()
        #expect(pair.collector.received == 1)
        pair.socket.isFull = true
        try pair.revoke()
        try pair.send()
        #expect(pair.collector.received == 1)
        pair.server.embeddedEventLoop.advanceTime(by: .milliseconds(999))
        try pair.send()
        #expect(pair.collector.received == 1 && !pair.collector.isClosed)
        pair.server.embeddedEventLoop.advanceTime(by: .milliseconds(1))
        #expect(pair.collector.isClosed && !pair.server.isActive)
        #expect(pair.collector.received == 1)
    }

    @Test("a holder that reads is told that the key was revoked and is cut off within a second")
    func politeHolder() throws {
        let pair = try Pair()
        try pair.send()
        try pair.revoke()
        try pair.send()
        #expect(pair.collector.received == 1)
        try pair.carry(from: pair.server, to: pair.client)
        #expect(try pair.told()?.contains("was revoked") == true)
        pair.server.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(pair.collector.isClosed && !pair.server.isActive && pair.collector.received == 1)
    }
}
