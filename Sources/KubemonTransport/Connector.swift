import KubemonProtocol
public import NIOCore
import NIOPosix

/// Makes connections.
public enum Connector {
    /// Connects to `host` and gives the connection a handler. Tries every address of the host.
    ///
    /// - Parameters:
    ///   - makeHandler: called on the connection's loop.
    /// - Returns: a future that fails with ``TransportError``; the handler is then never opened.
    public static func connect(
        host: String, port: Int, on group: any EventLoopGroup, timeout: TimeAmount = .seconds(5),
        makeHandler: @escaping @Sendable () -> any FrameHandler
    ) -> EventLoopFuture<Void> {
        ClientBootstrap(group: group)
            .connectTimeout(timeout)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.addFrames(makeHandler(), maximumLength: FrameCodec.maximumLength)
                }
            }
            .connect(host: host, port: port)
            .map { _ in }
            .flatMapErrorThrowing { throw TransportError($0) }
    }
}
