import KubemonMetrics
import Testing

@testable import KubemonStore

@Suite("Limits of histories")
struct HistoryLimitsTests {
    /// Bytes of the points of a fleet, each as full as it gets, per container or process.
    private func bytesPerEntity(nodes: Int, containers: Int, processes: Int) -> Int {
        var bytes = 0
        for count in 1...nodes {
            let limits = HistoryLimits(nodes: count)
            bytes += limits.node * 26 + HistoryLimits.longestOfEntity * 8
            bytes += containers * limits.container * 20 + processes * HistoryLimits.process * 2
        }
        return bytes / (nodes * (containers + processes))
    }

    @Test("an hour of a node and five minutes of a container are kept in a small fleet, less of each in a large one")
    func keptTimes() {
        #expect(HistoryLimits(nodes: 50).node == 3600 && HistoryLimits(nodes: 50).container == 300)
        #expect(HistoryLimits(nodes: 51).node < 3600 && HistoryLimits(nodes: 51).container < 300)
    }

    @Test("a thousand nodes of ten containers and forty processes take less than 0.75 KiB for each of these")
    func largeFleet() {
        #expect(bytesPerEntity(nodes: 1000, containers: 10, processes: 40) < 768)
    }

    @Test("a point that comes when all are there takes the place of the oldest")
    func nodeHistoryIsBounded() {
        let store = FleetStore()
        for index in 0..<HistoryLimits.fullNodes {
            store.connected(
                StreamSource(node: "other\(index)", epoch: 1), facts: NodeFacts(), kinds: [.node], address: "",
                interval: 1)
        }
        let source = StreamSource(node: "n", epoch: 1)
        store.connected(source, facts: NodeFacts(), kinds: [.node], address: "", interval: 1)
        var tick = Tick()
        tick[.node].appendRow(entity: 1)
        for sequence in 1...400 {
            tick.wall = UInt64(sequence)
            store.apply(StreamItem(sequence: UInt64(sequence), content: .tick(tick)), of: source)
        }
        let points = store.snapshot(historyOf: HistoryRequest(node: "n")).history.points
        #expect(points.map(\.wall) == (101...400).map { UInt64($0) })
    }
}
