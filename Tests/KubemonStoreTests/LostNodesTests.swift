import KubemonMetrics
import KubemonStore
import Testing

@Suite("Lost nodes")
struct LostNodesTests {
    private func node(_ name: String, in store: FleetStore, stays: Bool = false) {
        let source = StreamSource(node: name, epoch: 1)
        store.connected(source, facts: NodeFacts(), kinds: [.node], address: "", interval: 1)
        var tick = Tick()
        tick.wall = 1
        store.apply(StreamItem(sequence: 1, content: .tick(tick)), of: source)
        if !stays { store.disconnected(source) }
    }

    @Test(
        "a monitor that makes up names fills the list up to its bound, pushes out the oldest, and nobody who is connected"
    )
    func lostNodesAreBounded() {
        let store = FleetStore()
        node("here", in: store, stays: true)
        for index in 0..<(FleetStore.lostNodeLimit + 50) { node("n\(index)", in: store) }
        let names = Set(store.snapshot().nodes.map(\.name))
        #expect(names.count == FleetStore.lostNodeLimit + 1)
        #expect(names.contains("here") && names.contains("n\(FleetStore.lostNodeLimit + 49)") && !names.contains("n0"))
    }

    @Test("a node that is forgotten is gone; one that is connected is not forgotten")
    func forget() {
        let store = FleetStore()
        node("here", in: store, stays: true)
        node("gone", in: store)
        #expect(store.forget("here") == .isConnected && store.forget("nobody") == .unknown)
        #expect(store.forget("gone") == .done)
        #expect(store.snapshot().nodes.map(\.name) == ["here"])
    }
}
