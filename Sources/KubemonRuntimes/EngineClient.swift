import FoundationEssentials
import NIOCore
import NIOHTTP1
import NIOPosix

/// Asks one runtime's socket. Confined to its loop; nothing of it ever waits.
final class EngineClient {
    private let path: String
    private let loop: any EventLoop
    private let pool: NIOThreadPool
    private let timing: RuntimeTiming
    private var exchanges: [ObjectIdentifier: Exchange] = [:]
    private var isStopped = false

    /// - Parameter pool: decodes the answers, which may be long.
    init(path: String, loop: any EventLoop, pool: NIOThreadPool, timing: RuntimeTiming) {
        (self.path, self.loop, self.pool, self.timing) = (path, loop, pool, timing)
    }

    /// Closes all connections and makes no more.
    func stop() {
        isStopped = true
        closeAll()
    }

    /// Closes all connections.
    func closeAll() { for exchange in Array(exchanges.values) { exchange.finish(.failure(.ended)) } }

    /// Asks for `uri` and decodes the answer; nil if the runtime does not know such a thing. Fails with ``EngineError``.
    func get<Value: Decodable & Sendable>(_ type: Value.Type, _ uri: String, limit: Int) -> EventLoopFuture<Value?> {
        let promise = loop.makePromise(of: (UInt, ByteBuffer).self)
        var collected = ByteBuffer()
        run(
            Exchange(uri: uri, timeout: timing.answer) { _, bytes in
                collected.writeBuffer(&bytes)
                guard collected.readableBytes <= limit else { throw EngineError.rubbish("more than \(limit) bytes") }
            } finished: { result in
                promise.completeWith(result.map { ($0, collected) }.mapError { $0 as any Error })
            })
        let (loop, pool) = (loop, pool)
        return promise.futureResult.flatMap { (status, body) in
            switch status {
            case 200:
                pool.runIfActive(eventLoop: loop) {
                    try JSONDecoder().decode(type, from: Data(body.readableBytesView))
                }
            case 404: loop.makeSucceededFuture(nil)
            default: loop.makeFailedFuture(EngineError.rubbish("status \(status)"))
            }
        }
        .flatMapErrorThrowing { throw EngineError($0) }
    }

    /// Asks for `uri` and hands on the answer line by line for as long as it lasts.
    ///
    /// - Parameter ended: called once, when no more lines come.
    /// - Returns: a future that succeeds when the request has been sent. It fails where `ended` is called before.
    func stream(
        _ uri: String, line: @escaping (ByteBuffer) -> Void, ended: @escaping (EngineError) -> Void
    ) -> EventLoopFuture<Void> {
        let promise = loop.makePromise(of: Void.self)
        var lines = LineSplitter()
        let exchange = Exchange(uri: uri, timeout: nil) { status, bytes in
            guard status == 200 else { throw EngineError.rubbish("status \(status)") }
            lines.append(&bytes)
            do {
                while let next = try lines.next() { line(next) }
            } catch { throw EngineError.rubbish("a line without an end") }
        } finished: { result in
            let error: EngineError =
                switch result {
                case .success(200): .ended
                case .success(let status): .rubbish("status \(status)")
                case .failure(let error): error
                }
            promise.fail(error)
            ended(error)
        }
        exchange.sent = { promise.succeed() }
        run(exchange)
        return promise.futureResult
    }

    private func run(_ exchange: Exchange) {
        guard !isStopped else { return exchange.finish(.failure(.ended)) }
        let key = ObjectIdentifier(exchange)
        exchanges[key] = exchange
        exchange.closed = { [weak self] in self?.exchanges[key] = nil }
        let bound = NIOLoopBound(exchange, eventLoop: loop)
        ClientBootstrap(group: loop)
            .connectTimeout(timing.connect)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(bound.value)
                }
            }
            .connect(unixDomainSocketPath: path)
            .whenFailure { bound.value.finish(.failure(EngineError($0))) }
    }
}
