public import KubemonProtocol
import NIOCore
import NIOPosix

/// Sends one command at a time to a collector and waits for its reply. For command-line tools; blocks the caller.
public final class ControlClient {
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let host: String
    private let port: Int
    private let security: ClientSecurity

    /// Prepares a client; nothing is connected yet.
    public init(host: String, port: Int, security: ClientSecurity) {
        self.host = host
        self.port = port
        self.security = security
    }

    /// Where it connects to.
    public var address: String { Address.text(host: host, port: port) }

    deinit { try? group.syncShutdownGracefully() }

    /// Sends `command` and waits for the reply.
    ///
    /// - Parameter progress: called on another thread with what the collector waits for before it answers.
    /// - Returns: the reply's text and whether the command was refused.
    /// - Throws: ``TransportError`` if the collector can't be reached, does not talk to us or the connection ends before the
    ///   reply.
    public func send(
        _ command: String, json: Bool, progress: @escaping @Sendable (String) -> Void = { _ in }
    ) throws(TransportError) -> CommandReply {
        let promise = group.next().makePromise(of: CommandReply.self)
        Connector.connect(host: host, port: port, on: group, security: security) {
            ReplyHandler(command: command, json: json, progress: progress, promise: promise)
        }
        .cascadeFailure(to: promise)
        do { return try promise.futureResult.wait() } catch { throw TransportError(error) }
    }
}

/// Sends a command when the connection opens and hands on the reply.
private final class ReplyHandler: FrameHandler {
    private let command: String
    private let json: Bool
    private let progress: @Sendable (String) -> Void
    private let promise: EventLoopPromise<CommandReply>
    private var connection: Connection?

    init(
        command: String, json: Bool, progress: @escaping @Sendable (String) -> Void,
        promise: EventLoopPromise<CommandReply>
    ) {
        self.command = command
        self.json = json
        self.progress = progress
        self.promise = promise
    }

    func opened(_ connection: Connection) {
        self.connection = connection
        connection.send(Frame(command: command, json: json))
    }

    func received(_ frame: Frame) {
        if case .refuse(let reason, let isFinal) = frame.monitorFrame {
            promise.fail(TransportError(refusal: reason, isFinal: isFinal))
        } else if let reply = frame.reply {
            if reply.isUnfinished { return progress(reply.text) }
            promise.succeed(reply)
        } else {
            return
        }
        connection?.close()
    }

    func becameWritable() {}

    func closed(_ reason: String?) {
        let text = "the connection ended before an answer came" + (reason.map { ": \($0)" } ?? "")
        promise.fail(TransportError(refusal: text, isFinal: false))
    }
}
