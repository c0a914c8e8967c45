import KubemonProtocol
import KubemonSystem
import KubemonTransport
import NIOCore
import NIOPosix
import Synchronization
import Testing

/// A peer with a good key and bad intentions: sends bytes over TLS and notes what comes back.
final class Attacker: Sendable {
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let closed = Wakeup()
    private let frames = Mutex<[Frame]>([])

    /// Connects and sends `bytes`.
    init(host: String, port: Int, key: AccessKey?, sending bytes: [UInt8] = []) throws {
        try Connector.connect(host: host, port: port, on: group, security: key.map { .keys([$0]) } ?? .plain) {
            [self] in Handler(self, bytes)
        }.wait()
    }

    deinit { group.shutdownGracefully { _ in } }

    /// The frames that came back so far.
    var received: [Frame] { frames.withLock { $0 } }

    /// Waits until the other end closes the connection, for at most half a minute.
    func waitUntilClosed() -> Bool { closed.wait(milliseconds: 30_000) }

    private final class Handler: FrameHandler {
        private weak let attacker: Attacker?
        private let bytes: [UInt8]

        init(_ attacker: Attacker, _ bytes: [UInt8]) {
            self.attacker = attacker
            self.bytes = bytes
        }

        func opened(_ connection: Connection) {
            connection.write(ByteBuffer(bytes: bytes))
            connection.flush()
        }

        func received(_ frame: Frame) { attacker?.frames.withLock { $0.append(frame) } }

        func becameWritable() {}

        func closed(_ reason: String?) { attacker?.closed.signal() }
    }
}
