import KubemonProtocol
public import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// Makes connections.
public enum Connector {
    /// Connects to `host` and gives the connection a handler. Tries every address of the host.
    ///
    /// - Parameters:
    ///   - timeout: for the connection, and again for the TLS handshake.
    ///   - makeHandler: called on the connection's loop.
    /// - Returns: a future that succeeds when the handler was opened and fails with ``TransportError``; the handler is then
    ///   never opened.
    public static func connect(
        host: String, port: Int, on group: any EventLoopGroup, security: ClientSecurity,
        timeout: TimeAmount = .seconds(5), makeHandler: @escaping @Sendable () -> any FrameHandler
    ) -> EventLoopFuture<Void> {
        let (tls, key): (NIOSSLContext?, KeyName)
        do throws(TransportError) { (tls, key) = try context(security) } catch {
            return group.next().makeFailedFuture(error)
        }
        return ClientBootstrap(group: group)
            .connectTimeout(timeout)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let frames = FrameChannelHandler(makeHandler(), on: channel.eventLoop, awaitsTLS: tls != nil) {
                        Connection($0, peer: .unknown)
                    }
                    if let tls {
                        let handler = try NIOSSLClientHandler(context: tls, serverHostname: nil)
                        try channel.pipeline.syncOperations.addHandler(handler)
                    }
                    try channel.pipeline.addFrames(frames, maximumLength: FrameCodec.maximumLength)
                }
            }
            .connect(host: host, port: port)
            .flatMap { opened($0, timeout: timeout, key: tls == nil ? nil : key) }
            .flatMapErrorThrowing { throw TransportError($0) }
    }

    /// The name of the key that a handshake used.
    private final class KeyName: Sendable {
        let value = Mutex("")
    }

    private static func context(
        _ security: ClientSecurity
    ) throws(TransportError) -> (tls: NIOSSLContext?, key: KeyName) {
        let key = KeyName()
        switch security {
        case .plain: return (nil, key)
        case .keys(let keys):
            return (try TLS.client(keys) { identity in key.value.withLock { $0 = identity } }, key)
        }
    }

    /// Waits until the handler of a connection was opened.
    private static func opened(_ channel: any Channel, timeout: TimeAmount, key: KeyName?) -> EventLoopFuture<Void> {
        channel.eventLoop.submit {
            try channel.pipeline.syncOperations.handler(type: FrameChannelHandler.self).ready
        }.flatMap { ready in
            let clock = channel.eventLoop.scheduleTask(in: timeout) {
                ready.fail(ChannelError.connectTimeout(timeout))
                channel.close(promise: nil)
            }
            ready.futureResult.whenComplete { _ in clock.cancel() }
            return ready.futureResult
        }.flatMapErrorThrowing { error in
            guard let key else { throw error }
            throw TransportError(TLSFailure(error), key: key.value.withLock { $0 })
        }
    }
}
