import KubemonMetrics
import KubemonProtocol
import KubemonRecording
import KubemonStore
import KubemonTransport
import NIOCore

/// Carries out commands, wherever they come from. Confined to the collector's loop.
final class CommandProcessor {
    let hub: Hub
    private let options: CollectorOptions
    private var clients: [ObjectIdentifier: CommandClient] = [:]

    init(hub: Hub, options: CollectorOptions) {
        self.hub = hub
        self.options = options
    }

    /// Carries out one command.
    ///
    /// - Parameters:
    ///   - text: as a user types it.
    ///   - isLocal: whether it comes from the console of this process; only the local operator may name a path outside
    ///     the data directory.
    ///   - progress: called from any thread with what the command waits for.
    ///   - reply: called once, from any thread, when the command has done its work (R5).
    func execute(
        _ text: String, json: Bool, isLocal: Bool, progress: @escaping @Sendable (String) -> Void = { _ in },
        reply: @escaping @Sendable (CommandReply) -> Void
    ) {
        do throws(CommandError) {
            switch try Command(text) {
            case .help: reply(CommandReply(Self.helpText))
            case .alive: reply(CommandReply(json ? "{\"alive\":true}" : "alive"))
            case .instances: reply(CommandReply(StatusReport(hub.store.snapshot()).instances(json: json)))
            case .daemons: reply(CommandReply(StatusReport(hub.store.snapshot()).daemons(json: json)))
            case .status: reply(StatusReport(hub.store.snapshot()).status(json: json))
            case .recordings: reply(CommandReply(StatusReport(hub.store.snapshot()).recordings(json: json)))
            case .mark(let text): hub.recorder.submit(.mark(text, reply: reply))
            case .stop(let isCompressed):
                hub.recorder.submit(.stop(StopOrder(isCompressed: isCompressed, progress: progress, reply: reply)))
            case .forget(let node): try forget(node, reply: reply)
            case .interval(let interval): try setInterval(interval, reply: reply)
            case .start(let name, let options): try start(name, options, isLocal: isLocal, reply: reply)
            }
        } catch {
            reply(CommandReply(error.sentence, failed: true))
        }
    }

    /// A connection gives its first command.
    func joined(_ session: ControlSession, _ connection: Connection) {
        clients[ObjectIdentifier(session)] = CommandClient(
            address: connection.remote, key: connection.peer.grant?.identity)
        tellClients()
    }

    /// A connection that gave commands is gone.
    func left(_ session: ControlSession) {
        clients[ObjectIdentifier(session)] = nil
        tellClients()
    }

    private func tellClients() {
        let clients = clients.values.sorted { $0.address < $1.address }
        hub.store.updateCollector { $0.commandClients = clients }
    }

    /// How long a connection may give no command.
    var idleTime: TimeAmount { options.limits.idleTime }

    /// Where monitors connect to.
    var monitorPort: Substring { hub.store.snapshot().collector.monitorAddress.split(separator: ":").last ?? "9822" }

    /// Notes that a connection to the command port was refused.
    func refused(_ address: String, _ reason: String) { hub.refused(address, reason) }

    private static let helpText = Command.all.map { "  \($0.usage)\n      \($0.summary)" }.joined(separator: "\n")

    private func forget(_ node: String, reply: @Sendable (CommandReply) -> Void) throws(CommandError) {
        switch hub.forget(node) {
        case .done: reply(CommandReply("forgot \(node); what was recorded of it stays"))
        case .unknown: throw CommandError("there is no node '\(node)'; 'daemons' lists them")
        case .isConnected: throw CommandError("node '\(node)' is connected; stop its monitor first")
        }
    }

    private func setInterval(
        _ interval: UInt64, reply: @Sendable (CommandReply) -> Void
    ) throws(CommandError) {
        guard !hub.isRecording else {
            throw CommandError("the interval can't change while a recording runs; stop it first")
        }
        hub.setInterval(interval)
        reply(CommandReply("sampling every \(Duration.text(interval))"))
    }

    private func start(
        _ name: String, _ start: Command.StartOptions, isLocal: Bool, reply: @escaping @Sendable (CommandReply) -> Void
    ) throws(CommandError) {
        let target: RecordingTarget
        do throws(RecordingNameProblem) { target = try RecordingTarget(name, allowPath: isLocal) } catch {
            throw CommandError(RecordingError.name(error).sentence(for: name))
        }
        if let (name, isStarting) = hub.occupied {
            throw CommandError(
                isStarting
                    ? "'\(name)' is being started, and its disk has not answered yet"
                    : "'\(name)' is being recorded already; stop it first")
        }
        var options = RecordingOptions()
        options.note = start.note
        options.duration = start.duration
        options.expectedNodes = self.options.expectedNodes
        options.expectedCount = self.options.expectedCount
        if let bytes = self.options.keepFree { options.keepFree = KeepFree(bytes: bytes) }
        if !start.kinds.isEmpty {
            options.kinds = []
            for word in start.kinds {
                guard let kinds = RecordingOptions.kinds(named: word) else {
                    throw CommandError("--kinds takes os, containers and processes, not '\(word)'")
                }
                options.kinds.formUnion(kinds)
            }
        }
        let lacking = hub.expected.shortfall(hub.connectedNodes)
        let (number, present) = hub.orderRecording(name)
        hub.store.updateCollector { $0.recordWarning = "" }
        let request = RecordingRequest(
            target: target, name: name, options: options, number: number, grid: SlotGrid(interval: hub.interval),
            present: present)
        hub.recorder.submit(
            .start(request) { answer in
                reply(answer.failed || lacking.isEmpty ? answer : CommandReply("\(answer.text); \(lacking)"))
            })
    }
}
