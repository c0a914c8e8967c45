public import KubemonDashboard
import KubemonHistory
public import KubemonProtocol
public import KubemonStore
public import KubemonTransport
import NIOCore
import NIOPosix
import Synchronization

/// The console of a collector elsewhere: shows what it sends, gives it commands, connects again for ever.
public final class AttachedBackend: FleetBackend {
    /// First and longest pause before the next try, ms.
    private static let backOff = (first: Int64(200), longest: Int64(10_000))

    private struct State {
        var link: FleetOrigin.Link
        var connection: Connection?
        /// Who waits for the first report of the first connection.
        var first: EventLoopPromise<Void>?
        var failures = 0
        var isStopped = false
        var lastID: UInt32 = 0
        /// Who waits for the reply to which command.
        var replies: [UInt32: @Sendable (CommandReply) -> Void] = [:]
    }

    /// Writes a table to a file on this machine and says where, or why not.
    public typealias Saver = @Sendable (_ csv: String, _ name: String) -> CommandReply

    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let host: String
    private let port: Int
    private let security: ClientSecurity
    private let fleet: AttachedFleet
    private let saver: Saver
    private let state: Mutex<State>

    /// Prepares a console; nothing is connected yet.
    ///
    /// - Parameters:
    ///   - historyBytes: most memory for samples to go back to.
    public init(host: String, port: Int, security: ClientSecurity, historyBytes: Int, saver: @escaping Saver) {
        (self.host, self.port, self.security, self.saver) = (host, port, security, saver)
        fleet = AttachedFleet(capacity: historyBytes)
        state = Mutex(State(link: FleetOrigin.Link(address: Address.text(host: host, port: port))))
    }

    /// Host and port of the collector.
    public var address: String { Address.text(host: host, port: port) }

    /// Has `listener` called after every change, from any thread. It must not wait.
    public func onChange(_ listener: @escaping @Sendable () -> Void) { fleet.store.onChange(listener) }

    /// Connects for the first time and waits until the collector has said how things stand there.
    ///
    /// - Throws: ``TransportError`` if it can't be reached or refuses this; the console has then no use.
    public func connect() throws(TransportError) {
        let first = group.next().makePromise(of: Void.self)
        state.withLock { $0.first = first }
        dial().cascadeFailure(to: first)
        do { try first.futureResult.wait() } catch {
            if let error = error as? TransportError { throw error }
            throw TransportError(refusal: "\(error)", isFinal: false)
        }
    }

    /// Leaves; the collector goes on.
    public func stop() {
        let connection = state.withLock { state in
            state.isStopped = true
            return state.connection
        }
        connection?.close()
        try? group.syncShutdownGracefully()
    }

    private func dial() -> EventLoopFuture<Void> {
        Connector.connect(host: host, port: port, on: group, security: security) { [self] in
            AttachedSession(fleet: fleet, backend: self)
        }
    }

    // MARK: The connection

    func connected(_ connection: Connection) {
        state.withLock { $0.connection = connection }
    }

    /// The collector has said how things stand: it lets this console in.
    func welcomed() {
        let first = state.withLock { state in
            (state.link.problem, state.link.nextTry, state.failures) = ("", 0, 0)
            defer { state.first = nil }
            return state.first
        }
        first?.succeed()
    }

    /// The connection is gone, or could not be had.
    func lost(_ reason: String) {
        if let first = state.withLock(\.first) {
            return first.fail(TransportError(refusal: reason, isFinal: true))
        }
        let (pause, replies) = state.withLock { state -> (Int64?, [@Sendable (CommandReply) -> Void]) in
            let replies = Array(state.replies.values)
            (state.connection, state.replies) = (nil, [:])
            guard !state.isStopped else { return (nil, replies) }
            let longest = min(Self.backOff.first << Int64(min(state.failures, 10)), Self.backOff.longest)
            let pause = Int64.random(in: longest / 2...longest)
            state.failures += 1
            state.link.problem = reason
            state.link.nextTry = fleet.store.snapshot().monotonic + UInt64(pause) * 1_000_000
            return (pause, replies)
        }
        for reply in replies { reply(CommandReply("the connection ended before an answer came", failed: true)) }
        guard let pause else { return }
        group.next().scheduleTask(in: .milliseconds(pause)) { [self] in
            dial().whenFailure { [self] error in lost((error as? TransportError)?.sentence ?? "\(error)") }
        }
    }

    func answered(_ id: UInt32, _ reply: CommandReply) {
        // One that is still being carried out is answered again.
        let waiting = state.withLock { state in
            reply.isUnfinished ? state.replies[id] : state.replies.removeValue(forKey: id)
        }
        waiting?(reply)
    }

    // MARK: The console's side

    /// The fleet as the collector tells of it.
    public func snapshot(historyOf request: HistoryRequest) -> FleetSnapshot {
        var snapshot = fleet.store.snapshot(historyOf: request)
        snapshot.extent = fleet.history.extent
        snapshot.origin = .attached(state.withLock(\.link))
        return snapshot
    }

    /// The fleet at an earlier time, since this console is attached.
    public func travel(
        _ target: TimeTarget, from wall: UInt64, historyOf request: HistoryRequest
    ) -> FleetSnapshot? {
        fleet.history.travel(target, from: wall, historyOf: request, live: fleet.store)
    }

    /// Sends a command; the reply comes when it is done there.
    public func execute(_ command: String, reply: @escaping @Sendable (CommandReply) -> Void) {
        let sent = state.withLock { state -> (Connection, UInt32)? in
            guard let connection = state.connection else { return nil }
            state.lastID &+= 1
            state.replies[state.lastID] = reply
            return (connection, state.lastID)
        }
        guard let (connection, id) = sent else {
            return reply(CommandReply("there is no connection to the collector", failed: true))
        }
        connection.send(Frame(command: command, json: false, id: id))
    }

    /// The directory is on another machine: only the collector knows, and says so when it is asked to start.
    public func check(directory text: String, completing: Bool) -> DirectoryCheck {
        let free = fleet.store.snapshot().collector.freeBytes
        guard !text.contains("/") else {
            return DirectoryCheck(
                text: text, verdict: .refused, message: "a name; only at the collector's own console may it be a path")
        }
        return DirectoryCheck(text: text, verdict: .new, freeBytes: free)
    }

    /// Writes a table to a file on this machine.
    public func save(table csv: String, as name: String) -> CommandReply { saver(csv, name) }
}
