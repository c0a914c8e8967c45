import KubemonProtocol
import NIOCore

/// Ties a ``FrameHandler`` to its channel.
final class FrameChannelHandler: ChannelInboundHandler {
    typealias InboundIn = Frame

    private let handler: any FrameHandler
    private var reason: String?
    private var isOpen = false

    init(_ handler: any FrameHandler) { self.handler = handler }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { open(context) }
    }

    func channelActive(context: ChannelHandlerContext) { open(context) }

    private func open(_ context: ChannelHandlerContext) {
        guard !isOpen else { return }
        isOpen = true
        handler.opened(Connection(context.channel))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // After an error the rest of what arrived is of no use.
        if reason == nil { handler.received(unwrapInboundIn(data)) }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { handler.becameWritable() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if reason == nil { reason = TransportError.sentence(for: error) }
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        guard isOpen else { return }
        isOpen = false
        handler.closed(reason)
    }
}
