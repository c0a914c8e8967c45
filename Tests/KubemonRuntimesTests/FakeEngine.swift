import NIOCore
import NIOPosix
import Synchronization

/// A runtime's socket that answers as told. Written without an HTTP library, so that it can answer rubbish too.
final class FakeEngine: Sendable {
    /// What it does with a request.
    enum Reply: Sendable {
        case json(String)
        case notFound
        /// These bytes, then the end of the connection.
        case raw(String)
        /// These bytes, then nothing.
        case hang(String)
        /// An answer in chunks that stays open; ``send(_:)`` adds to it.
        case stream
    }

    private struct State {
        var replies: [(start: String, reply: Reply)] = []
        var requests: [String] = []
        var streams: [any Channel] = []
        var connections = 0
        var waiting: [(start: String, count: Int, continuation: CheckedContinuation<Void, Never>)] = []
        var emptied: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let listener = Mutex<(any Channel)?>(nil)

    /// Answers like a Docker without containers.
    init() {
        on("/version", .json(#"{"ApiVersion":"1.41","Components":[{"Name":"Engine","Version":"20.10"}]}"#))
        on("/events", .stream)
        on("/containers/json", .json("[]"))
    }

    /// Answers requests whose target starts with `start`; the latest rule counts.
    func on(_ start: String, _ reply: Reply) { state.withLock { $0.replies.insert((start, reply), at: 0) } }

    /// Begins to listen.
    func listen(at path: String) async throws {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(RequestReader(engine: self))
                }
            }
            .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).get()
        listener.withLock { $0 = channel }
    }

    /// Accepts nobody any more and ends the streams.
    func close() async throws {
        let channel = listener.withLock { $0 }
        try await channel?.close().get()
        dropStreams()
    }

    /// Sends `text` in a chunk of its own on every open stream.
    func send(_ text: String) {
        let chunk = String(text.utf8.count, radix: 16) + "\r\n" + text + "\r\n"
        for stream in state.withLock({ $0.streams }) { stream.writeAndFlush(ByteBuffer(string: chunk), promise: nil) }
    }

    /// Ends the streams in the middle.
    func dropStreams() {
        let streams = state.withLock { state in
            defer { state.streams = [] }
            return state.streams
        }
        for stream in streams { stream.close(promise: nil) }
    }

    /// The targets that were asked for so far.
    var requests: [String] { state.withLock { $0.requests } }

    /// Returns when `count` requests whose target starts with `start` have come.
    func received(_ start: String, count: Int = 1) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.requests.count(where: { $0.hasPrefix(start) }) >= count { return true }
                state.waiting.append((start, count, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    /// Returns when no connection is open.
    func isLeftAlone() async {
        await withCheckedContinuation { continuation in
            let isEmpty = state.withLock { state in
                if state.connections > 0 { state.emptied.append(continuation) }
                return state.connections == 0
            }
            if isEmpty { continuation.resume() }
        }
    }

    fileprivate func opened() { state.withLock { $0.connections += 1 } }

    fileprivate func closed(_ channel: any Channel) {
        let ready = state.withLock { state in
            state.connections -= 1
            state.streams.removeAll { $0 === channel }
            guard state.connections == 0 else { return [] as [CheckedContinuation<Void, Never>] }
            defer { state.emptied = [] }
            return state.emptied
        }
        for continuation in ready { continuation.resume() }
    }

    fileprivate func answer(_ target: String, on channel: any Channel) {
        let (reply, ready) = state.withLock { state in
            state.requests.append(target)
            let reply = state.replies.first { target.hasPrefix($0.start) }?.reply ?? .notFound
            // What others send on it from now on is written after the head, which follows on this same loop.
            if case .stream = reply { state.streams.append(channel) }
            let requests = state.requests
            let isReady = { (wait: (start: String, count: Int, continuation: CheckedContinuation<Void, Never>)) in
                requests.count { $0.hasPrefix(wait.start) } >= wait.count
            }
            let ready = state.waiting.filter(isReady)
            state.waiting.removeAll(where: isReady)
            return (reply, ready.map(\.continuation))
        }
        write(reply, to: channel)
        for continuation in ready { continuation.resume() }
    }

    private func write(_ reply: Reply, to channel: any Channel) {
        switch reply {
        case .json(let text):
            end(channel, with: "HTTP/1.1 200 OK\r\nContent-Length: \(text.utf8.count)\r\n\r\n" + text)
        case .notFound: end(channel, with: "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}")
        case .raw(let text): end(channel, with: text)
        case .hang(let text): channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
        case .stream:
            let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            channel.writeAndFlush(ByteBuffer(string: head), promise: nil)
        }
    }

    private func end(_ channel: any Channel, with text: String) {
        channel.writeAndFlush(ByteBuffer(string: text)).whenComplete { _ in channel.close(promise: nil) }
    }
}

/// Takes the target out of each request.
private final class RequestReader: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let engine: FakeEngine
    private var text = ""

    init(engine: FakeEngine) { self.engine = engine }

    func channelActive(context: ChannelHandlerContext) { engine.opened() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        text += String(buffer: unwrapInboundIn(data))
        guard text.hasSuffix("\r\n\r\n") else { return }
        let words = text.split(separator: " ")
        text = ""
        if words.count > 1 { engine.answer(String(words[1]), on: context.channel) }
    }

    func channelInactive(context: ChannelHandlerContext) { engine.closed(context.channel) }
}
