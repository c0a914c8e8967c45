import KubemonDashboard
import KubemonDemo
import KubemonMetrics
import KubemonScreen
import KubemonStore
import Testing

@Suite("The demo")
struct DemoTests {
    private func fleet(_ seconds: UInt64, seed: UInt64 = 42) -> FleetSnapshot {
        FakeFleet.snapshot(elapsed: seconds * 1_000_000_000, life: Life(seed: seed))
    }

    private func screen(_ fleet: FleetSnapshot, seed: UInt64 = 42, _ keys: Key...) -> String {
        var state = DashboardState()
        _ = state.handle(.resize(rows: 40, columns: 140), snapshot: fleet)
        for key in keys { _ = state.handle(.key(key), snapshot: fleet) }
        let answered = FakeFleet.answer(state.wanted, in: fleet, life: Life(seed: seed))
        let frame = Dashboard.render(state, answered, rows: 40, columns: 140)
        return (0..<40).map(frame.text(ofRow:)).joined(separator: "\n")
    }

    @Test("the same seed shows the same, another seed something else, another second too", arguments: ["1", "2", "3"])
    func isDeterministic(view: String) {
        let key = Key.character(Character(view))
        #expect(screen(fleet(70), key) == screen(fleet(70), key))
        #expect(screen(fleet(70), key) != screen(fleet(71), key))
        #expect(screen(fleet(70), key) != screen(fleet(70, seed: 7), seed: 7, key))
    }

    @Test("at the beginning it is the fleet of the pictures")
    func beginsAsPictures() {
        let (still, lively) = (FakeFleet.snapshot(), fleet(0))
        #expect(still.nodes.map(\.name) == lively.nodes.map(\.name))
        #expect(still.nodes.map(\.reading?.cpu).prefix(2) == lively.nodes.map(\.reading?.cpu).prefix(2))
    }

    @Test("what devices carry adds up to what the machine does", arguments: [0, 20, 100])
    func devices(second: UInt64) throws {
        for node in fleet(second).nodes where node.state != .lost {
            for (kind, name, whole) in [
                (EntityKind.interface, "receive", node.reading?.received), (.disk, "written", node.reading?.written),
            ] {
                let table = node.tables[kind.index]
                let column = try #require(Schema.of(kind).index(of: name))
                let sum = (0..<table.current.rowCount).reduce(0) { $0 + (table.rate(row: $1, column: column) ?? 0) }
                #expect(abs(sum - (whole ?? -1)) < 4, "\(node.name) \(name)")
            }
        }
    }

    @Test("the CPU time of a process never goes down, and no memory is above its peak")
    func grows() throws {
        let schema = Schema.of(.process)
        let user = try #require(schema.index(of: "cpu_user"))
        var times: [String: UInt64] = [:]
        for second in stride(from: 0, to: 120, by: 7) as StrideTo<UInt64> {
            for node in fleet(second).nodes where node.state == .live {
                let table = node.tables[EntityKind.process.index].current
                for row in 0..<table.rowCount {
                    let key = "\(node.name) \(table.entities[row])"
                    let now = table[row, user] ?? 0
                    #expect(now >= times[key] ?? 0, "\(key) at \(second)")
                    times[key] = now
                }
                let containers = node.tables[EntityKind.container.index].current
                let column = ["memory_current", "memory_peak", "memory_limit"].map {
                    Schema.of(.container).index(of: $0) ?? 0
                }
                for row in 0..<containers.rowCount {
                    let values = column.map { containers[row, $0] ?? 0 }
                    #expect(values == values.sorted(), "\(node.name) \(row)")
                }
            }
        }
    }

    @Test(
        "all views say the same of gaps and samples",
        arguments: [0, 5, 11, 12, 100, 125, 131, 132, 200, 260, 372, 1_000])
    func isConsistent(second: UInt64) throws {
        for fleet in [fleet(second), FakeFleet.snapshot(elapsed: second * 1_000_000_000)] {
            let recording = try #require(fleet.recording)
            #expect(fleet.recordings[0] == recording.summary)
            #expect(recording.summary.gaps == UInt64(fleet.events.filter { $0.event.kind == .gap }.count))
            #expect(recording.summary.gaps == recording.nodes.reduce(0) { $0 + $1.gaps })
            #expect(recording.summary.ticks == recording.nodes.reduce(0) { $0 + $1.ticks })
            #expect(recording.summary.ticks == recording.rowsByTable.first { $0.table == "nodes" }?.rows)
            for part in recording.nodes {
                let lost = fleet.events.filter { $0.node == part.name && $0.event.kind == .gap }
                    .reduce(0) { $0 + (Int($1.event.text.prefix { $0.isNumber }) ?? 0) }
                #expect(part.missed == UInt64(lost), "\(part.name)")
            }
        }
    }

    @Test(
        "curves lack what was lost, and what is late only until it is there",
        arguments: [(0, 892, 893, 860), (20, 892, 901, 840), (100, 892, 901, 901), (140, 892, 889, 901)])
    func curves(second: UInt64, first: Int, third: Int, fourth: Int) {
        for (node, count) in [("node-01", first), ("node-03", third), ("node-04", fourth)] {
            let fleet = FakeFleet.answer(HistoryRequest(node: node), in: fleet(second), life: Life(seed: 42))
            #expect(fleet.history.points.count == count, "\(node)")
        }
    }

    @Test(
        "within a cycle a node is lost and comes back, one falls silent, a container is killed again and again, jobs change"
    )
    func tells() {
        let course = stride(from: 0, to: 480, by: 5).map { fleet($0) }
        let states = course.map { $0.nodes[3].state }
        #expect(states.contains(.lost) && states.contains(.live))
        #expect(course.contains { $0.nodes[2].state == .stale } && course.contains { $0.nodes[2].state == .live })
        let last = course.last ?? fleet(0)
        #expect(last.events.filter { $0.event.kind == .oomKill }.count >= 6)
        #expect(last.events.map(\.event.wall) == last.events.map(\.event.wall).sorted())
        #expect(last.events.allSatisfy { $0.event.wall <= last.wall })
        #expect(screen(course[2], .character("2")).contains("job-28200"))
        #expect(screen(course[95], .character("2")).contains("job-28210"))
        #expect((last.recording?.summary.ticks ?? 0) > (course[0].recording?.summary.ticks ?? 0))
    }
}
