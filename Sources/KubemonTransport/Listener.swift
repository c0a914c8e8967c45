public import KubemonProtocol
public import NIOCore
import NIOPosix

/// A listening TCP socket that gives each connection a handler of its own.
public struct Listener: Sendable {
    private let channel: any Channel

    /// Address and port that it really listens on.
    public var address: String { channel.localAddress.map(Address.text) ?? "unknown" }
    /// Port that it really listens on.
    public var port: Int { channel.localAddress?.port ?? 0 }

    /// Starts to listen.
    ///
    /// - Parameters:
    ///   - host: name or address; `::` is every address of both families where the machine has IPv6.
    ///   - port: 0 lets the kernel choose.
    ///   - maximumLength: longest frame accepted on this port, in bytes.
    ///   - makeHandler: called on the connection's loop for each connection.
    /// - Throws: ``TransportError``.
    public static func bind(
        host: String, port: Int, on group: any EventLoopGroup, maximumLength: UInt32 = FrameCodec.maximumLength,
        makeHandler: @escaping @Sendable () -> any FrameHandler
    ) throws(TransportError) -> Listener {
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.maxMessagesPerRead, value: 4)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.addFrames(makeHandler(), maximumLength: maximumLength)
                }
            }
        do { return Listener(channel: try bootstrap.bind(host: host, port: port).wait()) } catch {
            throw TransportError(error)
        }
    }

    /// Stops listening; open connections stay.
    public func close() { channel.close(promise: nil) }
}

extension ChannelPipeline {
    /// Adds the codec and the handler. Encryption belongs in front of them.
    func addFrames(_ handler: any FrameHandler, maximumLength: UInt32) throws {
        try syncOperations.addHandlers([
            ByteToMessageHandler(FrameCodec(maximumLength: maximumLength)), FrameChannelHandler(handler),
        ])
    }
}
