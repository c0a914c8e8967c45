import FoundationEssentials
import KubemonMetrics
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
        if json { return Self.json(Instances(connectedInstances: total, nodes: nodes)) }
        let lines = nodes.map { "  \($0.node): os \($0.os), containers \($0.containers), processes \($0.processes)  (\($0.state))" }
        return (["Connected instances: \(total)"] + lines).joined(separator: "\n")
    }

    // MARK: daemons

    private struct Daemon: Encodable {
        let node: String
        let address: String
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
                    node: node.name, address: monitor.address, state: Self.word(node.state),
                    connected: monitor.isConnected, since: TimeOfDay.text(monitor.since),
                    kinds: monitor.kinds.map(\.tableName), version: monitor.version, sequence: monitor.sequence,
                    dropped: monitor.dropped, reconnects: monitor.reconnects)
            }
        }
        if json { return Self.json(daemons) }
        let missing = fleet.collector.expectedNodes.filter { name in !fleet.nodes.contains { $0.name == name } }
        let lines = daemons.map { daemon in
            let verb = daemon.connected ? "connected since" : "lost at"
            return "\(daemon.node)  \(daemon.address)  \(daemon.state)  \(verb) \(daemon.since)  version \(daemon.version)"
        }
        let all = lines + missing.map { "\($0)  expected, never connected" }
        return all.isEmpty ? "no monitor has connected yet" : all.joined(separator: "\n")
    }

    // MARK: recordings

    private struct Recording: Encodable {
        let name: String
        let path: String
        let state: String
        let start: String
        let seconds: Double
        let nodes: [String]
        let samples: UInt64
        let rows: UInt64
        let bytes: UInt64
        let gaps: UInt64
        let note: String

        init(_ summary: RecordingSummary) {
            name = summary.name
            path = summary.path
            state = summary.state.rawValue
            start = TimeOfDay.text(summary.start)
            seconds = summary.end > summary.start ? Double(summary.end - summary.start) / 1e9 : 0
            nodes = summary.nodes
            samples = summary.ticks
            rows = summary.rows
            bytes = summary.bytes
            gaps = summary.gaps
            note = summary.note
        }

        var line: String {
            "\(name)  \(state)  \(start)  \(samples) samples  \(rows) rows  \(bytes) bytes  \(gaps) gaps"
                + (note.isEmpty ? "" : "  \(note)")
        }
    }

    /// The recordings in the data directory, newest first.
    func recordings(json: Bool) -> String { Self.recordings(fleet.recordings, json: json) }

    /// Recordings, newest first.
    static func recordings(_ summaries: [RecordingSummary], json: Bool) -> String {
        let recordings = summaries.map(Recording.init)
        if json { return Self.json(recordings) }
        return recordings.isEmpty ? "no recordings" : recordings.map(\.line).joined(separator: "\n")
    }

    // MARK: status

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
        let healthy: Bool
        let problem: String?
        let recording: Recording?
    }

    /// The collector, its nodes and its recording.
    func status(json: Bool) -> String {
        let states = fleet.nodes.map(\.state)
        let progress = fleet.recording
        let problem = progress.flatMap { $0.failure.isEmpty ? nil : $0.failure }
        let status = Status(
            version: fleet.collector.version, monitors: fleet.collector.monitorAddress,
            commands: fleet.collector.controlAddress, dataDirectory: fleet.collector.dataDirectory,
            freeBytes: fleet.collector.freeBytes, intervalSeconds: Double(fleet.interval) / 1e9,
            nodesLive: states.count { $0 == .live }, nodesStale: states.count { $0 == .stale },
            nodesLost: states.count { $0 == .lost }, nodesExpected: fleet.collector.expectedCount,
            healthy: problem == nil, problem: problem, recording: progress.map { Recording($0.summary) })
        if json { return Self.json(status) }
        var lines = [
            "kubemon \(status.version), sampling every \(Duration.text(fleet.interval))",
            "monitors at \(status.monitors), commands at \(status.commands), recordings in \(status.dataDirectory)",
            "nodes: \(status.nodesLive) live, \(status.nodesStale) stale, \(status.nodesLost) lost"
                + (status.nodesExpected > 0 ? ", \(status.nodesExpected) expected" : ""),
            status.recording.map { "recording: \($0.line)" } ?? "not recording",
        ]
        if let problem { lines.append("problem: \(problem)") }
        return lines.joined(separator: "\n")
    }

    // MARK: helpers

    private static func word(_ state: NodeSnapshot.State) -> String {
        switch state {
        case .live: "live"
        case .stale: "stale"
        case .lost: "lost"
        }
    }

    private static func json(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Numbers and text only: nothing in them can fail.
        guard let data = try? encoder.encode(value) else { preconditionFailure("a report can't be encoded") }
        return String(decoding: data, as: UTF8.self)
    }
}
