import Glibc
import KubemonAgent
import KubemonCollector
import KubemonMetrics
import KubemonProtocol
import KubemonRecording
import KubemonStore
import KubemonSystem
import KubemonTransport
import Logging
import Synchronization
import Synthetic
import Testing

/// A collector on free ports with directories of its own, which go when it goes.
final class TestBed {
    private let temporary: TemporaryDirectory
    var directory: String { temporary.path }
    private(set) var collector: Collector
    private(set) var options: CollectorOptions
    private let changes = Wakeup()

    private let queueCapacity: Int
    private let gate: DiskGate
    private let taken = Taken()

    /// The slots in which each node's monitors have sampled.
    private final class Taken: Sendable {
        let slots = Mutex<[String: [UInt64]]>([:])
    }
    private let log: Logger

    /// - Parameters:
    ///   - usesTLS: whether it takes keys only; else it is plain TCP.
    ///   - limits: for connections of strangers.
    ///   - drainTime: how long `stop` waits for the last samples, ns.
    ///   - keepFree: room below which the disk is nearly full, bytes.
    ///   - expected: nodes that are expected.
    ///   - log: where the collector logs to.
    init(
        interval: UInt64 = 200_000_000, queueCapacity: Int = 256 << 20, gate: DiskGate = DiskGate(),
        usesTLS: Bool = false, limits: Gate.Limits = Gate.Limits(), drainTime: UInt64 = 30_000_000_000,
        keepFree: UInt64 = 0, expected: [String] = [],
        log: Logger = TestBed.log
    ) throws {
        (self.queueCapacity, self.gate, self.log) = (queueCapacity, gate, log)
        let temporary = try TemporaryDirectory()
        let directory = temporary.path
        self.temporary = temporary
        var options = CollectorOptions()
        // An address of its own: a port that this bed gives up for a moment is not taken by another test.
        options.host = "127.\(UInt8.random(in: 1...254)).\(UInt8.random(in: 1...254)).\(UInt8.random(in: 1...254))"
        options.port = 0
        options.controlPort = 0
        options.interval = interval
        options.dataDirectory = directory + "/data"
        options.stateDirectory = directory
        options.version = "test"
        options.limits = limits
        options.drainTime = drainTime
        // The disk of the machine that runs the tests may be nearly full.
        options.keepFree = keepFree
        (options.expectedNodes, options.expectedCount) = (expected, expected.count)
        // Its monitors are waited for by name.
        options.returnTime = 0
        if usesTLS { options.security = .keys(try KeyStore(path: directory + "/keys", at: "now")) }
        self.options = options
        collector = try Self.start(options, queueCapacity, gate, log)
        watch()
    }

    private static func start(
        _ options: CollectorOptions, _ queueCapacity: Int, _ gate: DiskGate, _ log: Logger
    ) throws -> Collector {
        try Collector(options, log: log, time: SystemTime(), queueCapacity: queueCapacity) { GatedFiles(gate: gate) }
    }

    private func watch() {
        let changes = changes
        collector.store.onChange { changes.signal() }
    }

    static let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// Ends the collector as SIGTERM does and starts another one on the same port and directories.
    ///
    /// - Parameter meanwhile: what happens while there is none.
    func restart(meanwhile: () throws -> Void = {}) throws {
        options.port = collector.monitorPort
        collector.stop()
        try meanwhile()
        collector = try startAgain()
        watch()
    }

    /// A process that any test starts has copies of all sockets until it runs its program: for so long the port stays in
    /// use, though nobody listens.
    private func startAgain() throws -> Collector {
        for _ in 0..<200 {
            do { return try Self.start(options, queueCapacity, gate, log) } catch let error as TransportError
                where error.takenPort != nil
            { poll(nil, 0, 20) }
        }
        return try Self.start(options, queueCapacity, gate, log)
    }

    /// Where commands go to.
    var controlPort: Int { Int(collector.controlAddress.split(separator: ":").last ?? "") ?? 0 }

    /// The first key of a role, of those that the collector made.
    func key(_ role: Grant.Role) throws -> AccessKey {
        let file = try #require(try KeyFile.read(directory + "/keys"))
        return try #require(file.entries.first { $0.grant.role == role }).key
    }

    /// Adds a key to the collector's file.
    func addKey(_ role: Grant.Role, node: String? = nil) throws -> AccessKey {
        try KeyFile.change(directory + "/keys", at: "now") { $0.add(role: role, node: node, at: "now") }
    }

    /// Gives a command over the command port.
    func send(_ command: String, _ security: ClientSecurity) throws(TransportError) -> CommandReply {
        try ControlClient(host: options.host, port: controlPort, security: security).send(command, json: false)
    }

    /// A monitor whose samples come from a ``FunctionSource``.
    func monitor(
        _ node: String, kinds: [EntityKind] = EntityKind.allCases, bootID: String? = nil,
        minimumInterval: UInt64 = SlotGrid.allowed.lowerBound, complaint: String? = nil,
        security: ClientSecurity = .plain, spool: String? = nil, mostAnnounced: Int = Hello.maximumBacklog,
        time: any TimeSource = SystemTime(), refused: (@Sendable (String) -> Void)? = nil
    ) throws -> Agent {
        var facts = FunctionSource(node: node).facts
        if let bootID { facts.bootID = bootID }
        var agent = AgentOptions(
            host: options.host, port: collector.monitorPort, kinds: kinds, interval: options.interval,
            minimumInterval: minimumInterval)
        agent.security = security
        (agent.spool, agent.mostAnnounced) = (spool, mostAnnounced)
        let taken = taken
        return try Agent(agent, facts: facts, time: time, log: Self.log, refused: refused) {
            FunctionSource(node: node, complaint: complaint, time: time) { slot in
                taken.slots.withLock { $0[node, default: []].append(slot) }
            }
        }
    }

    /// The slots in which the monitors of a node have sampled, in their order.
    func samples(of node: String) -> [UInt64] { taken.slots.withLock { $0[node] ?? [] } }

    /// Carries out a command and waits for its reply.
    func command(_ text: String, json: Bool = false) -> CommandReply {
        let answered = Wakeup()
        let reply = Mutex<CommandReply?>(nil)
        let box = Shared(reply: reply)
        collector.execute(text, json: json) { answer in
            box.reply.withLock { $0 = answer }
            answered.signal()
        }
        #expect(answered.wait(milliseconds: 60_000), "no reply to \(text)")
        return box.reply.withLock { $0 } ?? CommandReply("", failed: true)
    }

    private final class Shared: Sendable {
        let reply: Mutex<CommandReply?>
        init(reply: consuming Mutex<CommandReply?>) { self.reply = reply }
    }

    /// Waits until the fleet is as expected; every change of it is looked at. Gives up after a minute, or as long as said.
    func wait(_ what: String, seconds: Int = 60, until isSo: (FleetSnapshot) -> Bool) {
        let deadline = SystemTime().monotonic() + UInt64(seconds) * 1_000_000_000
        while SystemTime().monotonic() < deadline {
            if isSo(collector.store.snapshot()) { return }
            changes.wait(milliseconds: 200)
        }
        Issue.record("never happened: \(what)\n\(state)")
    }

    /// How things stand, for whoever reads that a test has failed.
    private var state: String {
        let snapshot = collector.store.snapshot()
        let monitors = snapshot.nodes.flatMap { node in
            node.monitors.map { "\(node.name) \($0.sequence) \(node.state)" }
        }
        let events = snapshot.events.suffix(20).map { "\($0.node) \($0.event.kind): \($0.event.text)" }
        return (monitors + events).joined(separator: "\n")
    }

    /// The text of a file of a recording.
    func file(_ name: String) throws -> String {
        let descriptor = open(options.dataDirectory + "/" + name, O_RDONLY)
        try #require(descriptor >= 0, "no file \(name)")
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count <= 0 { break }
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The rows of a table without quotes, each as its cells by column.
    func rows(_ name: String) throws -> [[Substring: Substring]] {
        let lines = try file(name).split(separator: "\n")
        let header = try #require(lines.first).split(separator: ",", omittingEmptySubsequences: false)
        return lines.dropFirst().map { line in
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            #expect(cells.count == header.count)
            return Dictionary(uniqueKeysWithValues: zip(header, cells))
        }
    }

    deinit {
        collector.stop()
    }
}
