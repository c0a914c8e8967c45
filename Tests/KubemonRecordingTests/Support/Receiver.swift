import KubemonMetrics
import KubemonProtocol
import NIOCore
import Testing

/// The other end of a ``SimulatedMonitor``: decodes everything, and keeps it by run.
struct Receiver {
    /// Items that arrived, per run, in order.
    private(set) var items: [UInt64: [StreamItem]] = [:]
    /// Runs in the order of their first item.
    private(set) var runs: [UInt64] = []
    private(set) var decoder = StreamDecoder(known: [:])

    /// Takes all that a monitor has to send on a new connection.
    mutating func receive(
        from monitor: SimulatedMonitor, limit: Int = .max, known: [UInt64: UInt64] = [:]
    ) throws {
        decoder = StreamDecoder(known: known.merging(decoder.last) { $1 })
        let announced = Set(monitor.hello.backlog.map(\.epoch))
        for schema in monitor.connected(decoder.last) { _ = try decoder.receive(schema) }
        var codec = FrameCodec()
        var count = 0
        while count < limit, var bytes = monitor.next() {
            count += 1
            while let frame = try codec.decode(buffer: &bytes) {
                for case .item(let epoch, let item) in try decoder.receive(frame) {
                    #expect(announced.contains(epoch))
                    if items[epoch] == nil { runs.append(epoch) }
                    items[epoch, default: []].append(item)
                }
            }
        }
    }

    /// Slots of the ticks of a run.
    func slots(_ epoch: UInt64) -> [UInt64] {
        (items[epoch] ?? []).compactMap { if case .tick(let tick) = $0.content { tick.slot } else { nil } }
    }

    func gaps(_ epoch: UInt64) -> [Gap] {
        (items[epoch] ?? []).compactMap { if case .gap(let gap) = $0.content { gap } else { nil } }
    }

    /// Checks that a run's numbers go from `first` to the last without a hole, counting gaps, and that ticks are what was
    /// sampled. Returns the last number.
    @discardableResult
    func expectWhole(_ epoch: UInt64, node: String, from first: UInt64 = 1, _ comment: Comment) -> UInt64 {
        var next = first
        for item in items[epoch] ?? [] {
            switch item.content {
            case .gap(let gap): #expect(gap.firstSequence == next, comment)
            case .tick(let tick):
                #expect(item.sequence == next, comment)
                #expect(tick[.node][0, 0] == SimulatedMonitor.value(node, tick.slot), comment)
            default: #expect(item.sequence == next, comment)
            }
            next = item.sequence + 1
        }
        return next - 1
    }
}
