import KubemonMetrics
import KubemonProtocol
import KubemonSampling
import KubemonSystem
import KubemonTransport
import Logging
import NIOCore
import Synchronization

/// The agent's connection to the collector: says hello, sends what is buffered, connects again for ever.
///
/// Confined to one event loop.
final class CollectorLink: FrameHandler {
    private enum State {
        case connecting
        case greeting(Connection)
        case streaming(Connection)
        case waiting
        case stopped
    }

    /// Heartbeats go out that often (R7).
    static let heartbeatInterval = TimeAmount.seconds(5)
    /// A collector that was silent for so long is gone (R7), ns.
    static let deadAfter: UInt64 = 15_000_000_000
    /// First and longest pause before the next attempt, ms.
    static let backOff = (first: Int64(200), longest: Int64(10_000))

    private let options: AgentOptions
    private let facts: NodeFacts
    private let shared: AgentShared
    private let loop: any EventLoop
    private let group: any EventLoopGroup
    private let time: any TimeSource
    private let log: Logger
    private let refused: (@Sendable (String) -> Void)?
    private var state = State.waiting
    private var failures = 0
    private var wasConnected = false
    private var lastComplaint = ""
    private var lastHeard: UInt64 = 0
    private var heartbeat: RepeatedTask?
    /// Set while the connection is closed in order to announce more.
    private var isAnnouncing = false
    /// Wakes the spool's thread; `nil` without a spool.
    private let spoolWakeup: Wakeup?
    /// The last heartbeat sent: wall and monotonic clock, ns.
    private var lastBeat: (wall: UInt64, monotonic: UInt64) = (0, 0)

    init(
        options: AgentOptions, facts: NodeFacts, shared: AgentShared, spoolWakeup: Wakeup?, group: any EventLoopGroup,
        loop: any EventLoop, time: any TimeSource, log: Logger, refused: (@Sendable (String) -> Void)?
    ) {
        self.spoolWakeup = spoolWakeup
        self.refused = refused
        self.options = options
        self.facts = facts
        self.shared = shared
        self.group = group
        self.loop = loop
        self.time = time
        self.log = log
    }

    /// Connects.
    func connect() {
        guard case .waiting = state else { return }
        state = .connecting
        let this = NIOLoopBound(self, eventLoop: loop)
        Connector.connect(
            host: options.host, port: options.port, on: group, security: options.security, role: .monitor
        ) { this.value }
        .hop(to: loop)
        .whenFailure { error in
            let problem = error as? TransportError
            this.value.failed(
                "can't connect to the collector at \(this.value.target): \(problem?.sentenceWithAdvice ?? "\(error)")",
                isFinal: problem?.isFinal ?? false)
        }
    }

    /// Sends what is buffered and closes the connection.
    func stop() {
        heartbeat?.cancel()
        pump()
        let last = state
        // Set first: the connection may be closed before these calls return.
        state = .stopped
        switch last {
        case .streaming(let connection): connection.close(after: Frame(heartbeatSent: time.wall()))
        case .greeting(let connection): connection.close()
        case .connecting, .waiting, .stopped: break
        }
    }

    /// Sends what the connection takes.
    func pump() {
        guard case .streaming(let connection) = state else { return }
        var count = 0
        while connection.isWritable, let bytes = shared.outbox.withLock({ $0.next() }) {
            count += bytes.readableBytes
            connection.write(bytes)
        }
        // Perhaps it is the spool's turn to bring something back.
        if count > 0 || shared.outbox.withLock({ $0.wanted != nil }) { spoolWakeup?.signal() }
        guard count > 0 else { return }
        shared.sentBytes.add(UInt64(count), ordering: .relaxed)
        connection.flush()
    }

    private var target: String { Address.text(host: options.host, port: options.port) }

    /// - Parameter isFinal: whether trying again is of no use until somebody has changed something. One who was never
    ///   welcome is told so; after that it may be a mistake at the collector, and the samples are kept.
    private func failed(_ complaint: String, isFinal: Bool) {
        if case .stopped = state { return }
        state = .waiting
        if isFinal, !wasConnected, let refused {
            state = .stopped
            return refused(complaint)
        }
        // Said once, then quietly, until the reason changes.
        if complaint != lastComplaint { log.warning("\(complaint); trying again") }
        lastComplaint = complaint
        let longest = min(Self.backOff.longest, Self.backOff.first << Int64(min(failures, 6)))
        failures += 1
        let this = NIOLoopBound(self, eventLoop: loop)
        loop.scheduleTask(in: .milliseconds(Int64.random(in: longest / 2...longest))) { this.value.connect() }
    }

    func opened(_ connection: Connection) {
        if case .stopped = state { return connection.close() }
        state = .greeting(connection)
        lastHeard = time.monotonic()
        let hello = Hello(
            facts: facts, backlog: shared.outbox.withLock { $0.announce() }, kinds: options.kinds,
            minimumInterval: options.minimumInterval)
        connection.send(Frame(hello))
        let this = NIOLoopBound(self, eventLoop: loop)
        heartbeat = loop.scheduleRepeatedTask(initialDelay: .zero, delay: Self.heartbeatInterval) { _ in
            this.value.beat()
        }
    }

    private func beat() {
        switch state {
        case .greeting(let connection), .streaming(let connection):
            if time.monotonic() &- lastHeard > Self.deadAfter { return connection.close() }
            if case .streaming = state { sendHeartbeat(on: connection) }
        case .connecting, .waiting, .stopped: break
        }
    }

    private func sendHeartbeat(on connection: Connection) {
        lastBeat = (time.wall(), time.monotonic())
        connection.send(Frame(heartbeatSent: lastBeat.wall))
    }

    func received(_ frame: Frame) {
        lastHeard = time.monotonic()
        guard let message = frame.monitorFrame else { return }
        switch (state, message) {
        case (.greeting(let connection), .welcome(let interval, let positions)):
            welcomed(by: connection, interval: interval, positions: positions)
        case (.greeting(let connection), .refuse(let reason, let isFinal)),
            (.streaming(let connection), .refuse(let reason, let isFinal)):
            refusal = ("the collector at \(target) refuses this monitor: \(reason)", isFinal)
            connection.close()
        case (.streaming, .configure(let interval)): setInterval(interval)
        case (.streaming(let connection), .acknowledge(let epoch, let sequence)):
            let mustAnnounce = shared.outbox.withLock { outbox in
                outbox.acknowledge(epoch: epoch, sequence)
                return outbox.mustAnnounce
            }
            spoolWakeup?.signal()
            if mustAnnounce { announceMore(on: connection) }
        case (.streaming, .resume(let epoch, let sequence)):
            shared.outbox.withLock { $0.rewind(epoch: epoch, to: sequence) }
            pump()
        case (.streaming, .reject(_, let sequence, let reason)):
            log.warning("the collector can't use item \(sequence): \(reason)")
        case (.streaming, .heartbeat(let sent, let answered)): heartbeatReturned(sent: sent, answered: answered)
        default: break
        }
    }

    private var refusal: (complaint: String, isFinal: Bool)?

    private func welcomed(by connection: Connection, interval: UInt64, positions: [UInt64: UInt64]) {
        state = .streaming(connection)
        if wasConnected { shared.reconnects.add(1, ordering: .relaxed) }
        wasConnected = true
        failures = 0
        lastComplaint = ""
        log.info("connected to the collector", metadata: ["address": "\(connection.remote)"])
        setInterval(interval)
        let schemas = shared.outbox.withLock { $0.connected(positions) }
        for schema in schemas { connection.write(schema.encoded()) }
        sendHeartbeat(on: connection)
        pump()
    }

    /// A hello could not hold all that the spool has: the next one announces what follows.
    private func announceMore(on connection: Connection) {
        guard !isAnnouncing else { return }
        isAnnouncing = true
        log.info("connecting again to announce more of the spool's runs")
        connection.close()
    }

    private func setInterval(_ interval: UInt64) {
        guard SlotGrid.allowed.contains(interval) else { return }
        shared.interval.store(interval, ordering: .releasing)
        shared.timer.interrupt()
        spoolWakeup?.signal()
    }

    private func heartbeatReturned(sent: UInt64, answered: UInt64) {
        // By the monotonic clock: the other one may be set in between.
        guard sent == lastBeat.wall else { return }
        let roundTrip = time.monotonic() - lastBeat.monotonic
        // The answer is assumed to have been given half way.
        let offset = Int64(bitPattern: answered &- (time.wall() &- roundTrip / 2))
        shared.heartbeat = AgentShared.Heartbeat(roundTrip: roundTrip, offset: offset)
    }

    func becameWritable() { pump() }

    func closed(_ reason: String?) {
        heartbeat?.cancel()
        heartbeat = nil
        if case .stopped = state { return }
        if isAnnouncing {
            (isAnnouncing, state) = (false, .waiting)
            return connect()
        }
        let ended = "the connection to the collector at \(target) ended" + (reason.map { ": \($0)" } ?? "")
        let (complaint, isFinal) = refusal ?? (ended, false)
        refusal = nil
        failed(complaint, isFinal: isFinal)
    }
}
