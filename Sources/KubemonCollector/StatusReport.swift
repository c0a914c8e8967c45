import FoundationEssentials
import KubemonMetrics
import KubemonProtocol
import KubemonStore

/// What the commands that ask something answer, as text for people or as JSON for programs.
struct StatusReport {
    private let fleet: FleetSnapshot

    init(_ fleet: FleetSnapshot) { self.fleet = fleet }

    // MARK: instances

    private struct Instance: Encodable {
        let node: String
        let state: String
        let os: Int
        let containers: Int
        let processes: Int
        var count: Int { os + containers + processes }
    }

    private struct Instances: Encodable {
        let connectedInstances: Int
        let nodes: [Instance]
    }

    /// What is monitored; counted as the original did: one per node, container and process.
    func instances(json: Bool) -> String {
        let nodes = fleet.nodes.map { node in
            let isThere = node.state != .lost
            func rows(_ kind: EntityKind) -> Int { isThere ? node[kind].current.rowCount : 0 }
            return Instance(
                node: node.name, state: Self.word(node.state), os: rows(.node), containers: rows(.container),
                processes: rows(.process))
        }
        let total = nodes.reduce(0) { $0 + $1.count }
        if json { return ReportJSON.text(Instances(connectedInstances: total, nodes: nodes)) }
        let lines = nodes.map {
            "  \($0.node): os \($0.os), containers \($0.containers), processes \($0.processes)  (\($0.state))"
        }
        return (["Connected instances: \(total)"] + lines).joined(separator: "\n")
    }

    // MARK: daemons

    private struct Daemon: Encodable {
        let node: String
        let address: String
        let tls: Bool
        let key: String?
        let state: String
        let connected: Bool
        let since: String
        let kinds: [String]
        let version: String
        let sequence: UInt64
        let dropped: UInt64
        let reconnects: UInt64
    }

    /// The nodes and how each is connected.
    func daemons(json: Bool) -> String {
        let daemons = fleet.nodes.flatMap { node in
            node.monitors.map { monitor in
                Daemon(
                    node: node.name, address: monitor.address, tls: monitor.key != nil, key: monitor.key,
                    state: Self.word(node.state),
                    connected: monitor.isConnected, since: TimeOfDay.text(monitor.since),
                    kinds: monitor.kinds.map(\.tableName), version: monitor.version, sequence: monitor.sequence,
                    dropped: monitor.dropped, reconnects: monitor.reconnects)
            }
        }
        if json { return ReportJSON.text(daemons) }
        let missing = fleet.collector.expectedNodes.filter { name in !fleet.nodes.contains { $0.name == name } }
        let lines = daemons.map { daemon in
            let verb = daemon.connected ? "connected since" : "lost at"
            return
                "\(daemon.node)  \(daemon.address)  \(daemon.state)  \(verb) \(daemon.since)  version \(daemon.version)  "
                + Self.access(daemon.key)
        }
        let all = lines + missing.map { "\($0)  expected, never connected" }
        return all.isEmpty ? "no monitor has connected yet" : all.joined(separator: "\n")
    }

    // MARK: recordings

    /// The recordings in the data directory, newest first.
    func recordings(json: Bool) -> String { RecordingList.text(fleet.recordings, json: json) }

    // MARK: status

    private struct Access: Encodable {
        /// Name of the node; `nil` for a connection that gives commands.
        let node: String?
        let address: String
        let tls: Bool
        let key: String?
    }

    private struct Status: Encodable {
        let version: String
        let monitors: String
        let commands: String
        let dataDirectory: String
        let freeBytes: UInt64?
        let intervalSeconds: Double
        let nodesLive: Int
        let nodesStale: Int
        let nodesLost: Int
        let nodesExpected: Int
        let nodesMissing: [String]
        let tls: Bool
        let connections: [Access]
        let healthy: Bool
        let problems: [String]
        let warning: String?
        let recording: RecordingList.Line?
    }

    /// The collector, its nodes and its recording; failed if something is wrong that somebody should look at.
    func status(json: Bool) -> CommandReply {
        let states = fleet.nodes.map(\.state)
        let missing = fleet.collector.expectedNodes.filter { name in !fleet.nodes.contains { $0.name == name } }
        let progress = fleet.isRecordingOpen ? fleet.recording : nil
        let problems = problems(missing: missing)
        let status = Status(
            version: fleet.collector.version, monitors: fleet.collector.monitorAddress,
            commands: fleet.collector.controlAddress, dataDirectory: fleet.collector.dataDirectory,
            freeBytes: fleet.collector.freeBytes, intervalSeconds: Double(fleet.interval) / 1e9,
            nodesLive: states.count { $0 == .live }, nodesStale: states.count { $0 == .stale },
            nodesLost: states.count { $0 == .lost }, nodesExpected: fleet.collector.expectedCount,
            nodesMissing: missing, tls: fleet.collector.isEncrypted, connections: connections,
            healthy: problems.isEmpty, problems: problems,
            warning: warnings.isEmpty ? nil : warnings.joined(separator: "; "),
            recording: progress.map { RecordingList.Line($0.summary) })
        if json { return CommandReply(ReportJSON.text(status), failed: !status.healthy) }
        var lines = [
            "kubemon \(status.version), sampling every \(Duration.text(fleet.interval))",
            "monitors at \(status.monitors), commands at \(status.commands), recordings in \(status.dataDirectory)",
            "nodes: \(status.nodesLive) live, \(status.nodesStale) stale, \(status.nodesLost) lost"
                + (status.nodesExpected > 0 ? ", \(status.nodesExpected) expected" : "")
                + (missing.isEmpty ? "" : ", never connected: " + missing.joined(separator: " ")),
            connectionsText,
            status.recording.map { "recording: \($0.text)" } ?? "not recording",
        ]
        lines += problems.map { "problem: \($0)" }
        lines += warnings.filter { !problems.contains($0) }.map { "warning: \($0)" }
        return CommandReply(lines.joined(separator: "\n"), failed: !status.healthy)
    }

    /// What somebody may want to know, one sentence each.
    private var warnings: [String] {
        let facts = fleet.collector
        return [facts.diskWarning, fleet.isRecordingOpen ? "" : facts.recordWarning].filter { !$0.isEmpty }
    }

    /// What is wrong, one sentence each. A node that nobody expects may come and go.
    private func problems(missing: [String]) -> [String] {
        var problems: [String] = []
        if let recording = fleet.recording, !recording.failure.isEmpty {
            problems.append("\(recording.summary.name): \(recording.failure)")
        }
        // Where nothing is recorded it is no more than a warning.
        if fleet.isRecordingOpen, !fleet.collector.diskWarning.isEmpty { problems.append(fleet.collector.diskWarning) }
        problems += missing.map { "node \($0) is expected and has never connected" }
        let isLost = fleet.nodes.filter { $0.state == .lost && fleet.collector.expectedNodes.contains($0.name) }
        problems += isLost.map { "node \($0.name) is expected and lost" }
        let (live, expected) = (fleet.nodes.count { $0.state != .lost }, fleet.collector.expectedCount)
        if fleet.collector.expectedNodes.isEmpty, live < expected {
            problems.append("\(live) of \(expected) expected nodes are there")
        }
        return problems
    }

    // MARK: helpers

    private var connectionsText: String {
        let monitors = fleet.nodes.reduce(0) { $0 + $1.monitors.count(where: \.isConnected) }
        let access =
            fleet.collector.isEncrypted ? "TLS with keys; 'daemons' says which" : "plain TCP, open to everybody"
        return "connections: \(monitors) of monitors, \(fleet.collector.commandClients.count) for commands; \(access)"
    }

    /// Who is connected, and how.
    private var connections: [Access] {
        fleet.nodes.flatMap { node in
            node.monitors.filter(\.isConnected).map {
                Access(node: node.name, address: $0.address, tls: $0.key != nil, key: $0.key)
            }
        }
            + fleet.collector.commandClients.map {
                Access(node: nil, address: $0.address, tls: $0.key != nil, key: $0.key)
            }
    }

    private static func access(_ key: String?) -> String { key.map { "TLS with key \($0)" } ?? "plain TCP" }

    private static func word(_ state: NodeSnapshot.State) -> String {
        switch state {
        case .live: "live"
        case .stale: "stale"
        case .lost: "lost"
        }
    }
}
