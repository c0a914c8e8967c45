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
    ///   - role: what the key must be good for; said if it is not known there.
    ///   - timeout: for the connection, and again for the TLS handshake.
    ///   - makeHandler: called on the connection's loop.
    /// - Returns: a future that succeeds when the handler was opened and fails with ``TransportError``; the handler is then
    ///   never opened.
    public static func connect(
        host: String, port: Int, on group: any EventLoopGroup, security: ClientSecurity,
        role: Grant.Role = .control, timeout: TimeAmount = .seconds(5),
        makeHandler: @escaping @Sendable () -> any FrameHandler
    ) -> EventLoopFuture<Void> {
        let (tls, key): (NIOSSLContext?, ChosenKey)
        do throws(TransportError) { (tls, key) = try context(security) } catch {
            return group.next().makeFailedFuture(error)
        }
        // A host may have several addresses; a connection may be closed before anyone can look at its handlers.
        let attempts = Attempts()
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
                    attempts.ready.withLock { $0[ObjectIdentifier(channel)] = frames.ready }
                }
            }
            .connect(host: host, port: port)
            .flatMap { opened($0, attempts, timeout: timeout, chosen: tls == nil ? nil : key, role) }
            .flatMapErrorThrowing { throw TransportError($0) }
    }

    /// Whether the handlers of the connections that were tried were opened.
    private final class Attempts: Sendable {
        let ready = Mutex<[ObjectIdentifier: EventLoopPromise<Void>]>([:])
    }

    /// The key that a handshake used.
    private final class ChosenKey: Sendable {
        let value = Mutex<AccessKey?>(nil)
    }

    private static func context(
        _ security: ClientSecurity
    ) throws(TransportError) -> (tls: NIOSSLContext?, key: ChosenKey) {
        let key = ChosenKey()
        let keys: [AccessKey]
        switch security {
        case .plain: return (nil, key)
        case .keys(let given): keys = given
        case .search(let find): keys = find()
        }
        return (try TLS.client(keys) { used in key.value.withLock { $0 = used } }, key)
    }

    /// Waits until the handler of a connection was opened.
    private static func opened(
        _ channel: any Channel, _ attempts: Attempts, timeout: TimeAmount, chosen: ChosenKey?, _ role: Grant.Role
    ) -> EventLoopFuture<Void> {
        guard let ready = attempts.ready.withLock({ $0[ObjectIdentifier(channel)] }) else {
            return channel.eventLoop.makeFailedFuture(ConnectionEnded())
        }
        let clock = channel.eventLoop.scheduleTask(in: timeout) {
            ready.fail(ChannelError.connectTimeout(timeout))
            channel.close(promise: nil)
        }
        ready.futureResult.whenComplete { _ in clock.cancel() }
        return ready.futureResult.flatMapErrorThrowing { error in
            guard let chosen else { throw error }
            throw TransportError(TLSFailure(error), key: chosen.value.withLock { $0 }, role: role)
        }
    }
}
