import KubemonMetrics
import KubemonStore
import Testing

@Suite("Histories of containers and processes")
struct HistoryTests {
    private let source = StreamSource(node: "a", epoch: 1)
    private let store = FleetStore()

    init() {
        store.connected(source, facts: NodeFacts(), kinds: [.container, .process], address: "", interval: 1)
        apply(
            .entities(
                [Entity(number: 5, kind: .container), Entity(number: 9, kind: .process)], ended: []), sequence: 1)
    }

    private func apply(_ content: StreamItem.Content, sequence: UInt64) {
        store.apply(StreamItem(sequence: sequence, content: content), of: source)
    }

    /// A tick a second; the container uses half a CPU, the process a quarter.
    private func tick(_ second: UInt64) throws {
        var tick = Tick()
        (tick.wall, tick.monotonic) = (second * 1_000_000_000, second * 1_000_000_000)
        let usage = try #require(Schema.of(.container).index(of: "cpu_usage"))
        let user = try #require(Schema.of(.process).index(of: "cpu_user"))
        let system = try #require(Schema.of(.process).index(of: "cpu_system"))
        let container = tick[.container].appendRow(entity: 5)
        tick[.container][container, usage] = second * 500_000
        let process = tick[.process].appendRow(entity: 9)
        tick[.process][process, user] = second * 250_000
        tick[.process][process, system] = 0
        apply(.tick(tick), sequence: second + 1)
    }

    @Test("a number that was a container's and is a process's begins another history")
    func kindChanges() throws {
        try tick(1)
        apply(.entities([Entity(number: 5, kind: .process)], ended: []), sequence: 3)
        var tick = Tick()
        (tick.wall, tick.monotonic) = (2_000_000_000, 2_000_000_000)
        tick[.process].appendRow(entity: 5)
        apply(.tick(tick), sequence: 4)
        var request = HistoryRequest()
        request.subject = EntityKey(node: "a", kind: .process, number: 5)
        let points = store.snapshot(historyOf: request).subjectHistory.points
        #expect(points.map(\.wall) == [2_000_000_000] && points.first?.values.count == 1)
    }

    private func request(container: Bool) -> HistoryRequest {
        var request = HistoryRequest()
        request.subject = EntityKey(node: "a", kind: container ? .container : .process, number: container ? 5 : 9)
        request.recent = [
            EntityKey(node: "a", kind: .container, number: 5), EntityKey(node: "a", kind: .process, number: 9),
        ]
        return request
    }

    @Test("a container keeps 300 points, a process 60, the oldest go first")
    func isBounded() throws {
        for second in 1...450 as ClosedRange<UInt64> { try tick(second) }
        let container = store.snapshot(historyOf: request(container: true)).subjectHistory.points
        #expect(container.count == 300)
        #expect(container.first?.wall == 151_000_000_000)
        #expect(container.last?.wall == 450_000_000_000)
        #expect(container.allSatisfy { $0.values[0] == 0.5 })
        let process = store.snapshot(historyOf: request(container: false)).subjectHistory.points
        #expect(process.map(\.wall) == (391...450).map { $0 * 1_000_000_000 })
        #expect(process.allSatisfy { $0.values == [0.25] })
    }

    @Test("only what is asked for is copied, and the first tick has no rate")
    func copiesWhatIsAsked() throws {
        for second in 1...3 as ClosedRange<UInt64> { try tick(second) }
        let nothing = store.snapshot()
        #expect(nothing.subjectHistory.points.isEmpty)
        #expect(nothing.recentCPU.isEmpty)
        let asked = store.snapshot(historyOf: request(container: true))
        #expect(asked.request == request(container: true))
        let recent = try #require(asked.recentCPU[request(container: true).recent[0]])
        #expect(recent.count == 3)
        #expect(recent[0].isNaN)
        #expect(Array(recent.dropFirst()) == [0.5, 0.5])
    }

    @Test("nothing is kept of what has ended")
    func forgets() throws {
        for second in 1...3 as ClosedRange<UInt64> { try tick(second) }
        apply(.entities([], ended: [5]), sequence: 5)
        #expect(store.snapshot(historyOf: request(container: true)).subjectHistory.points.isEmpty)
        #expect(store.snapshot(historyOf: request(container: false)).subjectHistory.points.count == 3)
        store.begin([], of: source)
        #expect(store.snapshot(historyOf: request(container: false)).subjectHistory.points.isEmpty)
    }
}
