import NIOCore

/// Ends connections that begin a frame and do not go on with it.
final class FrameClock: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let frames: FrameChannelHandler
    private let time: TimeAmount
    private var bytes = 0
    private var timeout: Scheduled<Void>?

    /// - Parameter frames: the handler behind the decoder; it counts what is whole.
    init(_ frames: FrameChannelHandler, time: TimeAmount) {
        self.frames = frames
        self.time = time
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        bytes += unwrapInboundIn(data).readableBytes
        let before = frames.receivedBytes
        context.fireChannelRead(data)
        // The clock of a frame is not that of the frame before.
        if frames.receivedBytes > before { stop() }
        guard bytes > frames.receivedBytes, timeout == nil else { return }
        let (channel, time) = (context.channel, time)
        timeout = context.eventLoop.scheduleTask(in: time) {
            channel.pipeline.fireErrorCaught(FrameTimeout(milliseconds: time.nanoseconds / 1_000_000))
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    private func stop() {
        timeout?.cancel()
        timeout = nil
    }
}

/// A frame began and did not go on.
private struct FrameTimeout: Error, CustomStringConvertible {
    let milliseconds: Int64
    var description: String { "it began a frame and did not end it within \(milliseconds) ms" }
}
