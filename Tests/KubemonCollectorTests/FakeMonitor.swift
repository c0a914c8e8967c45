import KubemonCollector
import KubemonMetrics
import KubemonProtocol
import NIOCore
import Testing

/// A monitor over plain TCP that sends whatever it is told.
final class FakeMonitor {
    let peer: RawPeer
    private var codec = FrameCodec()
    private var buffer = ByteBuffer()

    /// Connects and says hello.
    ///
    /// - Parameters:
    ///   - epochs: the runs that it announces, its own last.
    ///   - version: of the protocol.
    ///   - receiveBuffer: bytes that the kernel keeps for it, if it is to be few.
    init(
        _ bed: TestBed, node: String = "a", epochs: [UInt64] = [7], version: UInt32 = Hello.currentProtocol,
        receiveBuffer: Int32? = nil
    ) throws {
        peer = try RawPeer(host: bed.options.host, port: bed.collector.monitorPort, receiveBuffer: receiveBuffer)
        var facts = NodeFacts()
        facts.node = node
        var hello = Hello(
            facts: facts, backlog: epochs.map { .init(epoch: $0, first: 1, last: 1) }, kinds: EntityKind.allCases,
            minimumInterval: 0)
        hello.protocolVersion = version
        send(Frame(hello))
    }

    /// Sends frames at once; `false` if the other end has closed the connection.
    @discardableResult
    func send(_ frames: Frame...) -> Bool { send(frames) }

    /// Sends frames at once; `false` if the other end has closed the connection.
    @discardableResult
    func send(_ frames: [Frame]) -> Bool { peer.send(frames.flatMap { Array($0.encoded().readableBytesView) }) }

    /// Sends all that a buffer has, schemas first.
    func send(all buffer: SendBuffer) {
        var buffer = buffer
        send(buffer.schemas)
        buffer.rewind(to: 0)
        while let frame = buffer.next() { peer.send(Array(frame.readableBytesView)) }
    }

    /// What the collector says next; `nil` if it has closed the connection.
    func next() throws -> MonitorFrame? {
        while true {
            if let frame = try codec.decode(buffer: &buffer) { return frame.monitorFrame }
            guard let bytes = peer.receive() else { return nil }
            buffer.writeBytes(bytes)
        }
    }

    /// Waits until the collector has taken all that was sent so far; `false` if it closes the connection instead.
    func settle() throws -> Bool {
        send(Frame(heartbeatSent: 4711, answered: 0))
        while let message = try next() {
            if case .heartbeat(4711, _) = message { return true }
        }
        return false
    }

    /// Why the collector does not talk to it, if it says so before it closes the connection.
    func refusal() throws -> String? {
        while let message = try next() {
            if case .refuse(let reason, _) = message { return reason }
        }
        return nil
    }
}

extension Frame {
    /// The beginning of a key group.
    static func group(
        _ epoch: UInt64 = 7, first: UInt64 = 1, entities: [WireEntity] = [], schemas: [UInt64] = []
    ) -> Frame {
        var wire = WireGroup()
        (wire.epoch, wire.first, wire.entities, wire.schemas) = (epoch, first, entities, schemas)
        return Frame(.group(wire))
    }

    /// An event as a monitor sends it.
    static func event(_ sequence: UInt64, _ text: String, _ kind: Event.Kind = .unreadable) -> Frame {
        var wire = WireEvent()
        (wire.sequence, wire.kind, wire.text) = (sequence, kind.rawValue, text)
        return Frame(.event(wire))
    }

    /// Columns of processes, of which this version knows none.
    static func schema(columns: [String]) -> Frame {
        var wire = WireSchema()
        wire.kind = UInt32(EntityKind.process.rawValue)
        wire.columns = columns.map { name in
            var column = WireColumn()
            column.name = name
            return column
        }
        wire.fingerprint = wire.computedFingerprint
        return Frame(.schema(wire))
    }
}
