import KubemonProtocol
import NIOCore
import NIOSSL
import NIOTLS

/// Ties a ``FrameHandler`` to its channel. The handler is opened when the connection is there, with TLS when the
/// handshake is over.
final class FrameChannelHandler: ChannelInboundHandler {
    typealias InboundIn = Frame

    private enum State {
        case opening
        case open
        case closed
    }

    /// Succeeds when the handler was opened; else it fails with what ended the connection before.
    let ready: EventLoopPromise<Void>
    /// Bytes of all frames that were received.
    private(set) var receivedBytes = 0

    private let handler: any FrameHandler
    private let awaitsTLS: Bool
    private let makeConnection: (any Channel) -> Connection
    private var state = State.opening
    private var error: (any Error)?

    /// - Parameter makeConnection: makes what the handler is opened with, when it is.
    init(
        _ handler: any FrameHandler, on loop: any EventLoop, awaitsTLS: Bool,
        makeConnection: @escaping (any Channel) -> Connection
    ) {
        self.handler = handler
        self.awaitsTLS = awaitsTLS
        self.makeConnection = makeConnection
        ready = loop.makePromise()
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive, !awaitsTLS { open(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        if !awaitsTLS { open(context) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted = event as? TLSUserEvent { open(context) }
        context.fireUserInboundEventTriggered(event)
    }

    private func open(_ context: ChannelHandlerContext) {
        guard case .opening = state else { return }
        state = .open
        handler.opened(makeConnection(context.channel))
        ready.succeed()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        receivedBytes += frame.size
        // After an error the rest of what arrived is of no use.
        if error == nil, case .open = state { handler.received(frame) }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable, case .open = state { handler.becameWritable() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A peer that was killed says no goodbye; what it sent came in whole frames or not.
        if case NIOSSLError.uncleanShutdown = error { return }
        if self.error == nil { self.error = error }
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { end() }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    private func end() {
        switch state {
        case .opening: ready.fail(error ?? ConnectionEnded())
        case .open: handler.closed(error.map { TransportError.sentence(for: $0) })
        case .closed: break
        }
        state = .closed
    }
}

/// The other end closed the connection.
struct ConnectionEnded: Error, CustomStringConvertible {
    var description: String { "the other end closed the connection" }
}
