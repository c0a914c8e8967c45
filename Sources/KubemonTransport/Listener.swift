import Glibc
public import KubemonProtocol
public import NIOCore
import NIOPosix
import NIOSSL

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
    ///   - host: name or address; `::` is every address of both families, or of IPv4 where the machine has no IPv6.
    ///   - port: 0 lets the kernel choose.
    ///   - gate: the limits for connections whose peer has not said who it is, and who is told of those turned away.
    ///   - maximumLength: longest frame accepted on this port, in bytes.
    ///   - endsHalfFrames: whether a frame that begins must soon be whole, for ports where only short ones are expected.
    ///   - makeHandler: called on the connection's loop for each connection. The handler says with ``Connection/admit()``
    ///     that its peer has said who it is.
    /// - Throws: ``TransportError``.
    public static func bind(
        host: String, port: Int, on group: any EventLoopGroup, security: ServerSecurity, gate: Gate,
        maximumLength: UInt32 = FrameCodec.maximumLength, endsHalfFrames: Bool = false,
        makeHandler: @escaping @Sendable () -> any FrameHandler
    ) throws(TransportError) -> Listener {
        let tls: NIOSSLContext? =
            switch security {
            case .plain: nil
            case .keys(let keys): try TLS.server(keys, gate: gate)
            }
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            // All that a read brings is decrypted into one buffer, which stays with its connection as large as it once was.
            .childChannelOption(.recvAllocator, value: PassingBufferAllocator())
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.addHandlers(
                        makeHandler(), tls: tls, gate: gate, maximumLength: maximumLength,
                        endsHalfFrames: endsHalfFrames)
                }
            }
        do { return Listener(channel: try bind(bootstrap, host, port)) } catch {
            throw TransportError(error, port: port)
        }
    }

    /// Binds an address without asking a resolver, which knows no IPv6 where no interface has it.
    private static func bind(_ bootstrap: ServerBootstrap, _ host: String, _ port: Int) throws -> any Channel {
        guard let address = try? SocketAddress(ipAddress: host, port: port) else {
            return try bootstrap.bind(host: host, port: port).wait()
        }
        do { return try bootstrap.bind(to: address).wait() } catch let error as IOError
            where host == "::" && [EAFNOSUPPORT, EADDRNOTAVAIL].contains(error.errnoCode)
        {
            // A machine without IPv6: every address is every one of IPv4.
            return try bootstrap.bind(to: SocketAddress(ipAddress: "0.0.0.0", port: port)).wait()
        }
    }

    /// Stops listening; open connections stay.
    public func close() { channel.close(promise: nil) }
}

extension Channel {
    /// Gives an accepted connection its handlers.
    fileprivate func addHandlers(
        _ handler: any FrameHandler, tls: NIOSSLContext?, gate: Gate, maximumLength: UInt32, endsHalfFrames: Bool
    ) throws {
        let door = NIOLoopBound(Door(gate: gate, usesTLS: tls != nil), eventLoop: eventLoop)
        let frames = FrameChannelHandler(handler, on: eventLoop, awaitsTLS: tls != nil) { channel in
            Connection(channel, peer: door.value.peer) { door.value.admit() }
        }
        let channel = self
        frames.ready.futureResult.whenFailure { door.value.failed(channel, $0) }
        try pipeline.syncOperations.addHandler(door.value)
        if let tls { try pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
        if endsHalfFrames {
            try pipeline.syncOperations.addHandler(FrameClock(frames, time: gate.limits.frameTime))
        }
        try pipeline.addFrames(frames, maximumLength: maximumLength)
    }
}

extension ChannelPipeline {
    /// Adds the codec and the handler. Encryption belongs in front of them.
    func addFrames(_ frames: FrameChannelHandler, maximumLength: UInt32) throws {
        try syncOperations.addHandlers([ByteToMessageHandler(FrameCodec(maximumLength: maximumLength)), frames])
    }
}
