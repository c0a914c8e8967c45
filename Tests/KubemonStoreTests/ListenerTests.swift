import CAllocations
import KubemonStore
import Testing

@Suite("Who is told of changes")
struct ListenerTests {
    @Test(
        "is called after each, and telling it allocates nothing, so that it costs the same after days",
        .enabled(if: kubemon_allocations_counted() != 0))
    func allocatesNothing() {
        let store = FleetStore()
        nonisolated(unsafe) var calls = 0
        store.onChange { calls += 1 }
        store.add([], isAll: false)
        let before = kubemon_allocations()
        for _ in 0..<1000 { store.add([], isAll: false) }
        #expect(kubemon_allocations() == before)
        #expect(calls == 1001)
    }
}
