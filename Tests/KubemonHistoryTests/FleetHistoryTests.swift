import KubemonHistory
import KubemonMetrics
import KubemonProtocol
import KubemonStore
import Testing

@Suite("The fleet at an earlier time")
struct FleetHistoryTests {
    /// Expects that two snapshots say the same of all that is sampled.
    private func expectSame(_ past: FleetSnapshot, _ live: FleetSnapshot, _ seed: UInt64) {
        #expect(past.nodes.map(\.name) == live.nodes.map(\.name), "seed \(seed)")
        for (past, live) in zip(past.nodes, live.nodes) {
            #expect(past.lastTick == live.lastTick, "seed \(seed)")
            #expect(past.state == live.state, "seed \(seed) at \(live.lastTick)")
            #expect(past.facts == live.facts)
            for kind in EntityKind.allCases {
                #expect(past[kind].current == live[kind].current, "seed \(seed) \(kind) at \(live.lastTick)")
                #expect(past[kind].previous == live[kind].previous, "seed \(seed) \(kind) at \(live.lastTick)")
                #expect(past[kind].interval == live[kind].interval, "seed \(seed) \(kind) at \(live.lastTick)")
                let alive = Set(live[kind].current.entities)
                #expect(
                    past.entities[kind.index].filter { alive.contains($0.key) }
                        == live.entities[kind.index].filter { alive.contains($0.key) }, "seed \(seed) \(kind)")
            }
            #expect(past.reading?.cpu == live.reading?.cpu, "seed \(seed)")
            #expect(past.reading?.received == live.reading?.received, "seed \(seed)")
        }
    }

    @Test("the state at a time is the one that the live fleet had then", arguments: 0..<4)
    func isWhatWas(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let fleet = LiveFleet()
        var a = RandomMonitor(node: "a", seed: seed)
        var b = RandomMonitor(node: "b", seed: seed + 100)
        var (seenA, seenB): (UInt64, UInt64) = (0, 0)
        var moments: [(wall: UInt64, state: FleetSnapshot)] = []
        for slot in 1_000..<UInt64(1_150) {
            _ = a.sample(slot: slot)
            if slot == 1_000 || random.below(30) == 0 {
                // A new connection sends the group again from its beginning.
                fleet.connect(a.source, a.hello)
                a.rewind(to: seenA + 1)
                for frame in try a.schemas() { try fleet.receive(frame, of: a.source) }
            }
            for frame in try a.frames() { try fleet.receive(frame, of: a.source) }
            seenA = a.buffer.lastSequence
            if slot >= 1_010 {
                _ = b.sample(slot: slot)
                if slot == 1_010 {
                    fleet.connect(b.source, b.hello)
                    b.rewind(to: seenB + 1)
                    for frame in try b.schemas() { try fleet.receive(frame, of: b.source) }
                }
                for frame in try b.frames() { try fleet.receive(frame, of: b.source) }
                seenB = b.buffer.lastSequence
            }
            moments.append((fleet.clock.wall(), fleet.store.snapshot()))
        }
        for _ in 0..<12 {
            let moment = moments[Int(random.below(UInt64(moments.count)))]
            let past = try #require(fleet.travel(.instant(moment.wall)), "seed \(seed)")
            #expect(past.extent.oldest > 0 && past.extent.newest >= past.wall, "how far one can go from there")
            expectSame(past, moment.state, seed)
            #expect(past.wall == moment.wall)
            #expect(past.events.allSatisfy { $0.event.wall <= moment.wall })
        }
    }

    @Test("samples are stepped through one by one, of all nodes together, there and back", arguments: 0..<2)
    func steps(seed: UInt64) throws {
        let fleet = LiveFleet()
        var a = RandomMonitor(node: "a", seed: seed)
        var b = RandomMonitor(node: "b", seed: seed + 100)
        fleet.connect(a.source, a.hello)
        fleet.connect(b.source, b.hello)
        for frame in try a.schemas() { try fleet.receive(frame, of: a.source) }
        for frame in try b.schemas() { try fleet.receive(frame, of: b.source) }
        var walls: [UInt64] = []
        for slot in 1_000..<UInt64(1_080) {
            // In some slots one of the nodes misses its sample.
            var wall: UInt64 = 0
            if slot % 7 != 3 { wall = max(wall, a.sample(slot: slot)) }
            if slot % 7 != 5 { wall = max(wall, b.sample(slot: slot)) }
            walls.append(wall)
            for frame in try a.frames() { try fleet.receive(frame, of: a.source) }
            for frame in try b.frames() { try fleet.receive(frame, of: b.source) }
        }
        var place = fleet.clock.wall()
        for wall in walls.reversed().dropFirst() {
            place = try #require(fleet.travel(.samples(-1), from: place), "seed \(seed)").wall
            #expect(place == wall, "seed \(seed)")
        }
        #expect(fleet.travel(.samples(-1), from: place) == nil)
        place = try #require(fleet.travel(.samples(10), from: place)).wall
        #expect(place == walls[10], "seed \(seed)")
        #expect(fleet.travel(.samples(1), from: walls[79]) == nil)
        // Between two samples the last one is shown, and a step leads to its neighbours.
        #expect(fleet.travel(.samples(1), from: walls[20] + second / 2)?.wall == walls[21], "seed \(seed)")
        #expect(fleet.travel(.samples(-1), from: walls[20] + second / 2)?.wall == walls[19], "seed \(seed)")
        #expect(fleet.travel(.shift(-30 * Int64(second)), from: walls[79])?.wall == walls[79] - 30 * second)
        #expect(fleet.travel(.instant(walls[0] - second)) == nil)
        #expect(fleet.travel(.instant(walls[79] + second)) == nil)
    }

    @Test("memory is bounded: the oldest groups go, and what is left is still what was", arguments: 0..<2)
    func isBounded(seed: UInt64) throws {
        let capacity = 1 << 20
        let fleet = LiveFleet(capacity: capacity)
        var monitor = RandomMonitor(node: "a", seed: seed)
        fleet.connect(monitor.source, monitor.hello)
        for frame in try monitor.schemas() { try fleet.receive(frame, of: monitor.source) }
        var moments: [(wall: UInt64, state: FleetSnapshot)] = []
        for slot in 1_000..<UInt64(1_600) {
            _ = monitor.sample(slot: slot)
            for frame in try monitor.frames() { try fleet.receive(frame, of: monitor.source) }
            #expect(fleet.history.extent.bytes <= capacity, "seed \(seed)")
            moments.append((fleet.clock.wall(), fleet.store.snapshot()))
        }
        let extent = fleet.history.extent
        #expect(extent.capacity == capacity)
        #expect(extent.oldest > moments[0].wall, "seed \(seed): nothing was dropped")
        #expect(extent.newest == moments[599].wall)
        #expect(fleet.travel(.instant(extent.oldest - 1)) == nil)
        // The very first sample has nothing before it; from the second one on all is as it was.
        let kept = moments.filter { $0.wall > extent.oldest }
        try #require(kept.count > 60, "seed \(seed)")
        for moment in [kept[0], kept[kept.count / 2], kept[kept.count - 1]] {
            expectSame(try #require(fleet.travel(.instant(moment.wall))), moment.state, seed)
        }
    }

    @Test("a lost sample is a hole: the node is stale in it, and the rates behind it are those of the whole hole")
    func showsHoles() throws {
        let fleet = LiveFleet()
        var monitor = RandomMonitor(node: "a", seed: 1)
        fleet.connect(monitor.source, monitor.hello)
        for frame in try monitor.schemas() { try fleet.receive(frame, of: monitor.source) }
        for slot in 1_000..<UInt64(1_020) { _ = monitor.sample(slot: slot) }
        for frame in try monitor.frames() { try fleet.receive(frame, of: monitor.source) }
        // Two groups later; what lies between was lost.
        for slot in 1_040..<UInt64(1_200) { _ = monitor.sample(slot: slot) }
        let frames = try monitor.frames()
        let groups = frames.indices.filter { frames[$0].isGroup }
        fleet.connect(monitor.source, monitor.hello)
        for frame in frames[groups[1]...] { fleet.history.append(frame, of: monitor.source) }
        let hole = try #require(fleet.travel(.instant(1_024 * second), from: 1_100 * second))
        #expect(hole.nodes.first?.state == .stale)
        #expect(fleet.travel(.instant(1_050 * second), from: 1_100 * second)?.nodes.first?.state == .lost)
        let behind = try #require(fleet.travel(.samples(1), from: 1_050 * second))
        #expect(behind.nodes.first?.state == .live)
        #expect((behind.nodes.first?[.node].interval ?? 0) > 20 * second)
    }

    @Test("graphs end at the time shown and reach back beyond what was decoded")
    func cutsHistories() throws {
        let fleet = LiveFleet()
        var monitor = RandomMonitor(node: "a", seed: 3)
        fleet.connect(monitor.source, monitor.hello)
        for frame in try monitor.schemas() { try fleet.receive(frame, of: monitor.source) }
        var walls: [UInt64] = []
        for slot in 1_000..<UInt64(1_400) {
            walls.append(monitor.sample(slot: slot))
            for frame in try monitor.frames() { try fleet.receive(frame, of: monitor.source) }
        }
        let past = try #require(fleet.travel(.instant(walls[300]), historyOf: HistoryRequest(node: "a")))
        #expect(past.history.points.map(\.wall) == Array(walls[...300]))
    }
}

extension Frame {
    /// Whether a key group begins with it.
    fileprivate var isGroup: Bool { if case .group = historyPart { true } else { false } }
}
