import KubemonMetrics
import KubemonProtocol
import KubemonTransport

/// One monitor of ``Fleet``: an invented node, the real buffer and the real connection.
final class LoadMonitor: FrameHandler {
    private var node: FleetNode
    private var buffer: SendBuffer
    private var connection: Connection?
    private var isWelcome = false
    /// Wall clock at the slots whose ticks were not acknowledged yet, by the number of the tick.
    private var waiting: [(sequence: UInt64, wall: UInt64)] = []
    /// From the slot to the acknowledgement, ns.
    private(set) var delays: [UInt64] = []
    private(set) var isClosed = false

    var rows: Int { node.rows }
    var isAcknowledged: Bool { waiting.isEmpty }

    init(_ node: FleetNode, epoch: UInt64) {
        self.node = node
        buffer = SendBuffer(epoch: epoch)
        buffer.append(node.entities, ended: [])
    }

    func sample(slot: UInt64) {
        let wall = SystemTime().wall()
        node.sample(slot: slot, wall: wall)
        buffer.append(node.tick)
        waiting.append((buffer.lastSequence, slot * 1_000_000_000))
        pump()
    }

    func opened(_ connection: Connection) {
        self.connection = connection
        connection.send(
            Frame(
                Hello(
                    facts: node.facts, backlog: [.init(epoch: buffer.epoch, first: 1, last: buffer.lastSequence)],
                    kinds: [.node, .container, .process, .monitor], minimumInterval: SlotGrid.allowed.lowerBound)))
    }

    func received(_ frame: Frame) {
        switch frame.monitorFrame {
        case .welcome:
            isWelcome = true
            for schema in buffer.schemas { connection?.write(schema.encoded()) }
            connection?.send(Frame(heartbeatSent: SystemTime().wall()))
            pump()
        case .acknowledge(_, let sequence):
            buffer.acknowledge(sequence)
            let now = SystemTime().wall()
            while let first = waiting.first, first.sequence <= sequence {
                delays.append(now - first.wall)
                waiting.removeFirst()
            }
        case .resume(_, let sequence):
            buffer.rewind(to: sequence)
            pump()
        default: break
        }
    }

    func becameWritable() { pump() }

    func closed(_ reason: String?) {
        isClosed = true
        connection = nil
    }

    private func pump() {
        guard isWelcome, let connection else { return }
        while connection.isWritable, let bytes = buffer.next() { connection.write(bytes) }
        connection.flush()
    }
}
