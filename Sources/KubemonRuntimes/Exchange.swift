import NIOCore
import NIOHTTP1

/// One request and its answer on a connection of its own. Confined to its loop.
final class Exchange: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private enum State {
        case connecting
        case open(ChannelHandlerContext)
        case finished
    }

    private let uri: String
    private let timeout: TimeAmount?
    /// Called with each piece of the body and the answer's status.
    private let body: (UInt, inout ByteBuffer) throws -> Void
    /// Called once, with the status or with what went wrong.
    private let finished: (Result<UInt, EngineError>) -> Void
    /// Called when the request has been written.
    var sent: () -> Void = {}
    /// Called when it needs no attention any more.
    var closed: () -> Void = {}
    private var state = State.connecting
    private var status: UInt = 0
    private var deadline: Scheduled<Void>?

    /// Prepares `GET uri`; without a `timeout` the answer may last for ever.
    init(
        uri: String, timeout: TimeAmount?, body: @escaping (UInt, inout ByteBuffer) throws -> Void,
        finished: @escaping (Result<UInt, EngineError>) -> Void
    ) {
        (self.uri, self.timeout, self.body, self.finished) = (uri, timeout, body, finished)
    }

    /// Ends it early; the first reason counts.
    func finish(_ result: Result<UInt, EngineError>) {
        let last = state
        state = .finished
        deadline?.cancel()
        if case .finished = last { return }
        if case .open(let context) = last { context.close(promise: nil) }
        finished(result)
        closed()
    }

    func channelActive(context: ChannelHandlerContext) {
        guard case .connecting = state else { return context.close(promise: nil) }
        state = .open(context)
        if let timeout {
            deadline = context.eventLoop.assumeIsolated().scheduleTask(in: timeout) { self.finish(.failure(.slow)) }
        }
        let headers: HTTPHeaders = ["Host": "localhost", "User-Agent": "kubemon", "Connection": "close"]
        let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: uri, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        sent()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .open = state else { return }
        switch unwrapInboundIn(data) {
        case .head(let head): status = head.status.code
        case .body(var bytes):
            do { try body(status, &bytes) } catch { finish(.failure(EngineError(error))) }
        case .end: finish(.success(status))
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { finish(.failure(EngineError(error))) }

    func channelInactive(context: ChannelHandlerContext) { finish(.failure(.ended)) }
}
