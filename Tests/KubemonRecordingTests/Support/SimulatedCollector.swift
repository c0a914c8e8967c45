import KubemonMetrics
import KubemonProtocol
import KubemonRecording
import NIOCore

/// A collector without threads and sockets, around the real decoder and the real writer: it acknowledges what was
/// committed, and asks for what was cut off (R4, R5, R7, R16).
final class SimulatedCollector {
    private struct Connection {
        let monitor: SimulatedMonitor
        let hello: Hello
        var decoder: StreamDecoder
        var current: UInt64 = 0
        var mustDescribe = true
    }

    let files: MemoryFiles
    let time: FixedTime
    private(set) var writer: RecordingWriter
    private var positions: [StreamSource: UInt64] = [:]
    private var bases: [StreamSource: UInt64] = [:]
    private var connections: [String: Connection] = [:]
    static let name = "run-001"

    init(files: MemoryFiles, time: FixedTime, expected: [String]) throws {
        (self.files, self.time) = (files, time)
        var options = RecordingOptions()
        options.expectedNodes = expected
        writer = try RecordingWriter.create(
            try RecordingTarget(Self.name, allowPath: false), in: "/data", grid: Sample.grid, options: options,
            version: "0.1", time: time, files: files)
    }

    var isRecording: Bool { writer.failure == nil }

    func isConnected(to node: String) -> Bool { connections[node] != nil }

    func cut(_ node: String) { connections[node] = nil }

    func connect(_ monitor: SimulatedMonitor) throws {
        let hello = monitor.hello
        var known: [UInt64: UInt64] = [:]
        for backlog in hello.backlog {
            known[backlog.epoch] = positions[StreamSource(node: monitor.node, epoch: backlog.epoch)]
        }
        var connection = Connection(monitor: monitor, hello: hello, decoder: StreamDecoder(known: known))
        for schema in monitor.connected(known) { _ = try connection.decoder.receive(schema) }
        connections[monitor.node] = connection
        // Whoever is connected is awaited, whatever has come of it.
        let runs = hello.backlog.map { (last: $0.last, run: StreamSource(node: monitor.node, epoch: $0.epoch)) }
        guard let next = runs.first(where: { (positions[$0.run] ?? 0) < $0.last }) ?? runs.last else { return }
        try writer.open(next.run, facts: hello.asOf(next.run.epoch).facts, entities: [])
    }

    /// Takes at most `limit` pieces of what a monitor has to send.
    ///
    /// - Throws: ``RecordingError/interrupted(_:)`` when the disk fails.
    func receive(from node: String, limit: Int) throws {
        guard var connection = connections[node] else { return }
        defer { if connections[node] != nil { connections[node] = connection } }
        var codec = FrameCodec()
        for _ in 0..<limit {
            guard var bytes = connection.monitor.next() else { return }
            while let frame = try codec.decode(buffer: &bytes) {
                for output in try connection.decoder.receive(frame) {
                    switch output {
                    case .group(let epoch): turn(&connection, to: epoch)
                    case .item(let epoch, let item):
                        turn(&connection, to: epoch)
                        try take(item, StreamSource(node: node, epoch: epoch), &connection)
                    default: break
                    }
                }
            }
        }
    }

    private func turn(_ connection: inout Connection, to epoch: UInt64) {
        guard connection.current != epoch else { return }
        (connection.current, connection.mustDescribe) = (epoch, true)
    }

    private func take(_ item: StreamItem, _ source: StreamSource, _ connection: inout Connection) throws {
        if bases[source] == nil { bases[source] = item.sequence - 1 }
        if connection.mustDescribe {
            try writer.open(
                source, facts: connection.hello.asOf(source.epoch).facts,
                entities: connection.decoder.alive(in: source.epoch))
            connection.mustDescribe = false
        }
        if case .gap = item.content { connection.mustDescribe = true }
        positions[source] = item.sequence
        try writer.append(item, from: source)
    }

    /// Commits and acknowledges.
    func commit() throws(RecordingError) {
        let committed = try writer.commit()
        for connection in connections.values {
            for source in committed where source.source.node == connection.monitor.node {
                connection.monitor.acknowledge(source.source.epoch, source.sequence)
            }
        }
    }

    /// The disk works again: whoever is connected sends again what was cut off (R16).
    func recover() throws(RecordingError) {
        try writer.recover()
        reset()
        connections = [:]
    }

    /// The next collector: goes on with the recording that this one has left.
    func restart(_ loss: MemoryFiles.Loss) throws(RecordingError) {
        files.revive(loss)
        connections = [:]
        positions = [:]
        bases = [:]
        writer = try RecordingWriter.resume(path: "/data/" + Self.name, version: "0.1", time: time, files: files)
        reset()
    }

    private func reset() {
        for (source, base) in bases { positions[source] = base }
        for source in writer.committedSources { positions[source.source] = source.sequence }
    }
}
