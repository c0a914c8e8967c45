import KubemonHistory
import KubemonMetrics
import KubemonProtocol
import KubemonStore
import Synchronization

/// A collector without sockets: what monitors send goes into a store and into a history, as in the real one.
final class LiveFleet {
    /// A clock that stands where it is put.
    final class Clock: TimeSource {
        private let now = Atomic<UInt64>(0)
        func set(_ wall: UInt64) { now.store(wall, ordering: .relaxed) }
        func wall() -> UInt64 { now.load(ordering: .relaxed) }
        func monotonic() -> UInt64 { now.load(ordering: .relaxed) }
    }

    let clock = Clock()
    let store: FleetStore
    let history: FleetHistory
    private var decoders: [StreamSource: StreamDecoder] = [:]
    private var described: Set<StreamSource> = []

    init(capacity: Int = FleetHistory.usualCapacity) {
        store = FleetStore(time: clock)
        history = FleetHistory(capacity: capacity)
        store.setInterval(second)
    }

    func connect(_ source: StreamSource, _ hello: Hello) {
        let known = decoders[source]?.last ?? [:]
        decoders[source] = StreamDecoder(known: known)
        described.remove(source)
        store.connected(source, facts: hello.facts, kinds: hello.kinds, address: "192.0.2.1:1", interval: second)
        history.connected(source, hello: hello, address: "192.0.2.1:1", interval: second)
    }

    func receive(_ frame: Frame, of source: StreamSource) throws {
        guard var decoder = decoders[source] else { return }
        decoders[source] = nil
        defer { decoders[source] = decoder }
        let outputs = try decoder.receive(frame)
        history.append(frame, of: source)
        for case .item(_, let item) in outputs {
            if described.insert(source).inserted { store.begin(decoder.alive, of: source) }
            if case .gap = item.content { described.remove(source) }
            if case .tick(let tick) = item.content {
                clock.set(max(clock.wall(), tick.wall))
                store.heard(from: source, bytes: frame.size)
            }
            store.apply(item, of: source)
        }
    }

    func travel(
        _ target: TimeTarget, from wall: UInt64? = nil, historyOf request: HistoryRequest = .init()
    ) -> FleetSnapshot? {
        history.travel(target, from: wall ?? clock.wall(), historyOf: request, live: store)
    }
}
