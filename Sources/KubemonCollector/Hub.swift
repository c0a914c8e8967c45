import KubemonHistory
import KubemonMetrics
import KubemonProtocol
import KubemonStore
import KubemonTransport
import Logging
import NIOCore

/// The collector's meeting point: who is connected, what has arrived, whether it is being recorded.
///
/// Confined to the collector's loop; everything that outlives a connection is here.
final class Hub {
    /// A monitor that was silent for so long is gone (R7), ns.
    static let deadAfter: UInt64 = 15_000_000_000
    /// Bytes of a node's name; longer ones are refused, because cut ones might be another's.
    static let longestNodeName = 253
    /// Runs whose positions are kept although their monitors are gone, while nothing is recorded.
    static let keptPositions = 10_000
    /// Runs whose positions are kept while a recording runs, of one node and of all: it needs them to its end.
    static let mostRunsOfNode = 4096
    static let mostRuns = 65_536

    /// Why a monitor may not connect.
    struct Refusal: Error {
        let sentence: String
        /// Whether trying again is of no use until somebody has changed a key, an option or a port.
        var isFinal = false
    }

    let store: FleetStore
    let history: FleetHistory
    let recorder: Recorder
    let time: any TimeSource
    let log: Logger
    private(set) var interval: UInt64
    /// The one to go back to when a recording with another interval ends; `nil` if there is none.
    private var intervalAfterwards: UInt64?
    /// Whether items go to the recorder and are acknowledged only when it has committed them (R5).
    private(set) var isRecording = false
    /// Set while the recorder can't write: items reach the console only (R16).
    private(set) var isSuspended = false
    /// The recording that was ordered and that the recorder has neither begun nor refused yet: its disk may not answer.
    private var starting: String?
    /// Counts recordings, so that the end of one is not taken for the end of the next.
    private var recordingNumber = 0
    /// The last number of each run that need not be sent again: received or, while recording, queued for the recorder.
    var positions: [StreamSource: UInt64] = [:]
    /// Those of them that were settled when the recording began: what came before it needs no disk.
    private var settled: [StreamSource: UInt64] = [:]
    /// Runs that the recorder was told of before anything of them had come.
    var announced: Set<StreamSource> = []
    /// Runs that had samples which the recorder did not take and was not told of yet, in the order in which they came. Each
    /// of them has a position, so they are as few as those.
    var missed: [Announcement] = []
    private(set) var sessions: [ObjectIdentifier: MonitorSession] = [:]
    /// Consoles elsewhere that show this fleet.
    var feeds: [ObjectIdentifier: FleetFeed] = [:]
    /// What the runs of each node could not read, as they said it: that still holds when a recording begins later.
    var standing: [String: [(source: StreamSource, item: StreamItem)]] = [:]
    /// Most such events kept of one node.
    static let standingLimit = 100
    private(set) var expected: ExpectedNodes
    private var unknown: Set<String> = []
    private var keyProblem: String?
    /// What was refused lately, so that a storm of connections does not push everything else out of sight.
    private var refusals = RefusalLog()

    init(
        _ options: CollectorOptions, store: FleetStore, history: FleetHistory, recorder: Recorder,
        time: any TimeSource, log: Logger
    ) {
        interval = options.interval
        expected = ExpectedNodes(options)
        self.store = store
        self.history = history
        self.recorder = recorder
        self.time = time
        self.log = log
        store.setInterval(interval)
    }

    // MARK: Monitors

    /// Decides whether a monitor may send (R4, R10) and what it need not send again.
    func admit(_ session: MonitorSession, _ hello: Hello) -> Result<[UInt64: UInt64], Refusal> {
        if let refusal = check(hello, from: session) { return .failure(refusal) }
        guard let source = session.source else { return .failure(Refusal(sentence: "it has no epoch")) }
        for other in sessions.values where Self.isSame(other, hello) {
            // The old connection of the same monitor is dead, or will be: only one may speak.
            other.end("the same monitor has connected again")
            sessions[ObjectIdentifier(other)] = nil
        }
        sessions[ObjectIdentifier(session)] = session
        let own = interval * hello.stride(of: SlotGrid(interval: interval))
        store.connected(
            source, facts: hello.facts, kinds: hello.kinds, address: session.remote, key: session.grant?.identity,
            interval: own)
        history.connected(
            source, hello: hello, address: session.remote, key: session.grant?.identity, interval: own)
        // Consoles elsewhere must know it before anything of what it sends.
        report()
        event(
            .monitorConnected, node: source.node,
            "connected from \(session.remote), version \(hello.facts.version), "
                + (session.grant.map { "TLS with key \($0.identity)" } ?? "plain TCP"))
        log.info(
            "monitor connected",
            metadata: [
                "node": "\(source.node)", "address": "\(session.remote)", "version": "\(hello.facts.version)",
                "key": "\(session.grant?.identity ?? "")",
                "kinds": "\(hello.kinds.map(\.tableName).joined(separator: ","))",
            ])
        var known: [UInt64: UInt64] = [:]
        for backlog in hello.backlog {
            known[backlog.epoch] = positions[StreamSource(node: source.node, epoch: backlog.epoch)]
        }
        return .success(known)
    }

    /// A monitor's connection has ended.
    func left(_ session: MonitorSession, _ source: StreamSource, reason: String?) {
        guard sessions.removeValue(forKey: ObjectIdentifier(session)) != nil else { return }
        store.disconnected(source)
        history.disconnected(source)
        report()
        let why = reason.map { ": \($0)" } ?? ""
        event(.monitorLost, node: source.node, "connection ended\(why)")
        log.info("monitor lost\(why)", metadata: ["node": "\(source.node)"])
        guard !isRecording, positions.count > Self.keptPositions else { return }
        // They only spare monitors that come back from sending again what the console has seen.
        let connected = Set(sessions.values.compactMap(\.source))
        positions = positions.filter { connected.contains($0.key) }
        standing = standing.compactMapValues { events in
            let kept = events.filter { connected.contains($0.source) }
            return kept.isEmpty ? nil : kept
        }
    }

    /// A connection was turned away.
    func refused(_ address: String, _ reason: String) {
        guard let others = refusals.take(Self.host(of: address), reason, now: time.monotonic()) else { return }
        let more = others > 0 ? " (and \(others) more of that kind)" : ""
        event(.refused, node: "", "connection from \(address) refused: \(reason)\(more)")
        log.warning("refused a connection: \(reason)\(more)", metadata: ["address": "\(address)"])
    }

    /// Forgets a node whose monitors are gone.
    func forget(_ node: String) -> FleetStore.Forgetting { store.forget(node) }

    /// Reads the keys again if their file has changed; says what is wrong with it, once.
    func refresh(_ keys: KeyStore, _ gate: Gate) {
        gate.refresh(keys)
        let problem = keys.problem
        guard problem != keyProblem else { return }
        keyProblem = problem
        let text = problem.map { "the keys could not be read again: \($0)" } ?? "the keys could be read again"
        event(.refused, node: "", text)
        log.warning("\(text)")
    }

    /// Says once per table that a monitor has columns that this version does not (R12).
    ///
    /// - Returns: what a recording is to say of it; `nil` if so much was said that no more is.
    func unknownColumns(_ columns: [String], in table: String, of node: String) -> Event? {
        let key = "\(node) \(table) \(columns.hashValue)"
        guard unknown.count < 1000 || unknown.contains(key) else { return nil }
        let some =
            columns.prefix(20).joined(separator: ", ") + (columns.count > 20 ? " and \(columns.count - 20) more" : "")
        let text = "\(table) has columns that this collector does not know: \(some)"
        if unknown.insert(key).inserted { event(.unknownColumn, node: node, text) }
        return Event(wall: time.wall(), kind: .unknownColumn, text: text)
    }

    /// Adds an event to the console's list.
    func event(_ kind: Event.Kind, node: String, _ text: String) {
        store.add(Event(wall: time.wall(), kind: kind, text: text), node: node)
    }

    /// Closes connections that have been silent for too long.
    func closeSilent() {
        let now = time.monotonic()
        for session in sessions.values where now &- session.lastHeard > Self.deadAfter {
            session.end("it was silent for 15 s")
        }
    }

    /// Names of the nodes with a monitor that is connected.
    var connectedNodes: Set<String> { Set(sessions.values.compactMap { $0.source?.node }) }

    /// Looks whether expected nodes are missing while a recording runs.
    func watchExpected() {
        expected.watch(
            connectedNodes, isRecording: isRecording && starting == nil, now: time.monotonic(), log: log)
    }

    /// Changes the interval of all monitors. Not while recording (R8).
    func setInterval(_ interval: UInt64) {
        self.interval = interval
        store.setInterval(interval)
        for session in sessions.values {
            session.send(.configure(interval: interval))
            guard let source = session.source, let hello = session.hello else { continue }
            let own = interval * hello.stride(of: SlotGrid(interval: interval))
            store.setInterval(own, of: source)
            history.setInterval(own, of: source)
        }
    }

    // MARK: Recording

    /// The name of the recording that runs or is being started, and that another one can't begin beside.
    var occupied: (name: String, isStarting: Bool)? {
        if let starting { return (starting, true) }
        guard isRecording, let running = store.snapshot().recording?.summary, running.state == .recording else {
            return nil
        }
        return (running.name, false)
    }

    /// The last number of each run that needs no disk.
    var settledPositions: [StreamSource: UInt64] { isRecording ? settled : positions }

    /// A recording was ordered. Where another one waits for its end or its disk, whoever is held stays so until the recorder
    /// has begun the new one: it may refuse to.
    ///
    /// - Returns: its number, and who is connected.
    func orderRecording(_ name: String) -> (number: Int, present: [Announcement]) {
        starting = name
        if !isRecording { settled = positions }
        countRecording()
        return (recordingNumber, sessions.values.compactMap { $0.presence })
    }

    /// From here on everything received goes to the recorder and is acknowledged when it is on disk (R5).
    private func countRecording() {
        isRecording = true
        recordingNumber += 1
    }

    /// Takes note of what the recorder did.
    func take(_ report: Recorder.Report) {
        switch report {
        case .ready: break
        case .resumed(let grid, let committed):
            // The slots of a recording can't change under it, whatever this start was asked for (R8).
            if grid.interval != interval {
                log.warning(
                    """
                    sampling every \(Duration.text(grid.interval)), as the recording that goes on does, and not every \
                    \(Duration.text(interval))
                    """)
                intervalAfterwards = interval
                setInterval(grid.interval)
            }
            for (source, last) in committed { positions[source] = last }
            // What came while its disk did not work reached the console only.
            if !isRecording { countRecording() }
            expected.wait(until: time.monotonic() + Self.deadAfter)
            isSuspended = false
            tellMissed()
            for session in sessions.values { session.resume(evenIfNotHeld: true) }
        case .unavailable:
            if !isRecording { countRecording() }
            isSuspended = true
            for session in sessions.values { session.hold() }
        case .committed(let committed): acknowledge(committed)
        case .suspended(let committed):
            isSuspended = true
            for session in sessions.values { session.hold() }
            for (source, last) in committed { positions[source] = last }
        case .recovered(let committed):
            isSuspended = false
            for (source, last) in committed { positions[source] = last }
            tellMissed()
            for session in sessions.values { session.resume(evenIfNotHeld: true) }
        case .drained:
            // While nothing can be written there is nothing to be asked for.
            guard !isSuspended else { return }
            tellMissed()
            for session in sessions.values { session.resume() }
        case .closing:
            // Who is held will be asked for more, and announced by then, when there is room.
            if !sessions.values.contains(where: \.isHeld) { recorder.submit(.close) }
        case .started:
            isSuspended = false
            missed = []
            for session in sessions.values { session.resume() }
        case .startAnswered: starting = nil
        case .ended(let number):
            guard number == recordingNumber else { return }
            isRecording = false
            isSuspended = false
            settled = [:]
            announced = []
            missed = []
            if let asked = intervalAfterwards {
                intervalAfterwards = nil
                log.info("sampling every \(Duration.text(asked)) again")
                setInterval(asked)
            }
            for session in sessions.values { session.release() }
            // What was received and is of no use to a recording need not be kept.
            acknowledge(positions)
        }
    }

    private func acknowledge(_ last: [StreamSource: UInt64]) {
        for session in sessions.values { session.acknowledge(last) }
    }
}
