import CBench
import KubemonDashboard
import KubemonMetrics
import KubemonScreen
import KubemonStore

/// What keys and samples cost in the console's thread over the processes of a large fleet: CPU time from the key to the
/// finished frame, so that the load of the machine is no part of it. Tests/EndToEnd/pace.py measures the same as a user
/// sees it.
enum ConsoleKeys {
    private static let (nodes, containers, processes) = (50, 20, 200)
    private static let (rows, columns) = (45, 160)
    private static let rounds = 25

    static func run() {
        let store = FleetStore()
        var machines = (0..<nodes).map { FleetNode(number: $0, containers: containers, processes: processes) }
        for machine in machines {
            store.connected(
                source(machine), facts: machine.facts, kinds: EntityKind.allCases, address: "", interval: 1_000_000_000)
            store.begin(machine.entities, of: source(machine))
        }
        sample(&machines, store, 1)
        sample(&machines, store, 2)
        var state = DashboardState()
        _ = state.handle(.resize(rows: rows, columns: columns), snapshot: store.snapshot())
        var spent: [String: [UInt64]] = [:]
        func time(_ name: String, _ event: DashboardEvent, _ snapshot: FleetSnapshot) {
            let begin = kubemon_bench_thread_cpu()
            _ = state.handle(event, snapshot: snapshot)
            _ = Dashboard.render(state, snapshot, rows: rows, columns: columns)
            spent[name, default: []].append(kubemon_bench_thread_cpu() - begin)
        }
        _ = state.handle(.key(.character("3")), snapshot: store.snapshot())
        for round in 0..<rounds {
            sample(&machines, store, UInt64(round + 3))
            let snapshot = store.snapshot(historyOf: state.wanted)
            time("sample", .tick, snapshot)
            time("cursor", .key(.down), snapshot)
            time("order", .key(.character(round % 2 == 0 ? "M" : "C")), snapshot)
            _ = state.handle(.key(.character("/")), snapshot: snapshot)
            for letter in "wor" { time("letter of a filter", .key(.character(letter)), snapshot) }
            for letter in "ker-39" { _ = state.handle(.key(.character(letter)), snapshot: snapshot) }
            time("filter that few pass", .key(.character("9")), snapshot)
            _ = state.handle(.key(.control("u")), snapshot: snapshot)
            _ = state.handle(.key(.enter), snapshot: snapshot)
        }
        let figures = ["sample", "cursor", "order", "letter of a filter", "filter that few pass"].map { name in
            let values = (spent[name] ?? []).sorted()
            return "\(name) \(milliseconds(values.isEmpty ? 0 : values[values.count / 2]))"
        }
        let worst = spent.values.map { $0.sorted()[$0.count / 2] }.max() ?? 0
        print(
            "console-keys: \(nodes * processes) processes, median ms of CPU:", figures.joined(separator: ", "),
            "(at most 16)", worst <= 16_000_000 ? "ok" : "OVER")
    }

    private static func sample(_ machines: inout [FleetNode], _ store: FleetStore, _ second: UInt64) {
        for index in machines.indices {
            machines[index].sample(slot: second, wall: second * 1_000_000_000)
            let item = StreamItem(sequence: second, content: .tick(machines[index].tick))
            store.apply(item, of: source(machines[index]))
        }
    }

    private static func source(_ machine: FleetNode) -> StreamSource {
        StreamSource(node: machine.facts.node, epoch: 1)
    }

    private static func milliseconds(_ nanoseconds: UInt64) -> String {
        let tenths = (nanoseconds + 50_000) / 100_000
        return "\(tenths / 10).\(tenths % 10)"
    }
}
