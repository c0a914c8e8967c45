import KubemonMetrics
import KubemonRecording
import Testing

@Suite("Exporting tables")
struct ExportTests {
    private static let node = Sample.node
    private let web = Sample.container(7, name: "web")

    /// The standard scenario with every encoding, two runs, gaps, quoted names.
    private func standard() throws -> Lab {
        var lab = Lab()
        lab.options = Scenario.standard().options
        try Scenario.standard().play(on: try lab.create(), time: lab.time, isMarked: false)
        return lab
    }

    private func export(_ lab: Lab, _ out: String, _ change: (inout ExportOptions) -> Void = { _ in }) throws {
        var options = ExportOptions()
        change(&options)
        _ = try RecordingExporter.export("/data/run-001", to: out, options, files: lab.files)
    }

    @Test("all of a recording as it is gives the same bytes", arguments: CrashTests.tables)
    func copies(table: String) throws {
        let lab = try standard()
        try export(lab, "/out")
        #expect(lab.files.bytes("out/" + table) == lab.files.bytes("data/run-001/" + table))
    }

    @Test("differences and rates of a fixed recording give these bytes", arguments: CrashTests.tables)
    func matchesGolden(table: String) throws {
        let lab = try standard()
        for values in [ExportOptions.Values.delta, .rate] {
            try export(lab, "/\(values)") { $0.values = values }
            let bytes = try #require(lab.files.bytes("\(values)/\(table)"))
            try expectGolden(bytes, "export-\(values)/\(table)")
        }
    }

    @Test("the recording is not touched, and names no file of the export that is not listed")
    func onlyReads() throws {
        let lab = try standard()
        let before = try lab.files.names(in: try lab.files.open(path: "/data/run-001")).sorted()
        let made = try RecordingExporter.export("/data/run-001", to: "/a/b/out", files: lab.files)
        #expect(try lab.files.names(in: try lab.files.open(path: "/data/run-001")).sorted() == before)
        #expect(try lab.files.names(in: try lab.files.open(path: "/a/b/out")).sorted() == made.map(\.name).sorted())
        #expect(RecordingVerifier.verify("/data/run-001", files: lab.files) == [])
    }

    @Test("the differences of a counter add up to its last value minus its first, whatever was missing between")
    func addsUp() throws {
        var generator = SplitMix(state: 7)
        for _ in 0..<20 {
            var invented = try Invented()
            var value: UInt64 = 1000
            var present: [UInt64] = []
            for slot in 0..<30 as Range<UInt64> {
                value += generator.next() % 1000
                // Rows, cells and whole samples are missing now and then.
                switch generator.next() % 6 {
                case 0: continue
                case 1: try invented.tick(slot, [(Self.node, ["forks": slot])])
                default:
                    try invented.tick(slot, [(Self.node, ["cpu_user_usec": value])])
                    present.append(value)
                }
            }
            try invented.finish(29)
            try invented.export { $0.values = .delta }
            let sum = try invented.column("cpu_user_usec", of: "nodes.csv").reduce(0) { $0 + (UInt64($1) ?? 0) }
            #expect(sum == (present.last ?? 0) - (present.first ?? 0))
        }
    }

    @Test("a first row, a reset and a new run have no difference; a gauge stays")
    func startsAnew() throws {
        var invented = try Invented()
        try invented.tick(0, [(Self.node, ["forks": 100, "tasks": 5])])
        try invented.tick(1, [(Self.node, ["forks": 107, "tasks": 4])])
        try invented.tick(2, [(Self.node, ["forks": 3, "tasks": 9])])
        try invented.tick(3, [(Self.node, ["forks": 3, "tasks": 9])])
        invented.monitor = try Monitor("n1", epoch: 2, to: invented.writer)
        try invented.tick(4, [(Self.node, ["forks": 50])])
        try invented.tick(5, [(Self.node, ["forks": 51])])
        try invented.finish(5)
        try invented.export { $0.values = .delta }
        #expect(try invented.column("forks", of: "nodes.csv") == ["", "7", "", "0", "", "1"])
        #expect(try invented.column("tasks", of: "nodes.csv") == ["5", "4", "9", "9", "", ""])
    }

    @Test("numbers up to the last of 64 bits keep every digit")
    func keepsHugeNumbers() throws {
        var invented = try Invented()
        try invented.tick(0, [(Self.node, ["forks": 0, "interrupts": .max - 1])])
        try invented.tick(1, interval: 1_000_000_000, [(Self.node, ["forks": .max, "interrupts": .max])])
        try invented.finish(1)
        try invented.export("/delta") { $0.values = .delta }
        try invented.export("/rate") { $0.values = .rate }
        #expect(try invented.column("forks", of: "nodes.csv", in: "/delta") == ["", "18446744073709551615"])
        #expect(try invented.column("interrupts", of: "nodes.csv", in: "/delta") == ["", "1"])
        #expect(
            try invented.column("forks_per_second", of: "nodes.csv", in: "/rate") == ["", "18446744073709551615"])
    }

    @Test(
        "a rate is the difference per second of the time between the reads",
        arguments: [
            (10, 1_000_000_000, "10"), (10, 1_000_000_003, "10"), (1, 1_400_000_000, "0.714286"),
            (0, 1_000_000_000, "0"), (5, 1_500_000_000, "3.333333"), (1, 999_999_999, "1"),
        ] as [(UInt64, UInt64, String)])
    func computesRates(difference: UInt64, interval: UInt64, expected: String) throws {
        var invented = try Invented()
        try invented.tick(0, [(Self.node, ["forks": 3])])
        try invented.tick(1, interval: interval, [(Self.node, ["forks": 3 + difference])])
        try invented.finish(1)
        try invented.export { $0.values = .rate }
        #expect(try invented.column("forks_per_second", of: "nodes.csv") == ["", expected])
        #expect(try invented.column("tasks", of: "nodes.csv") == ["", ""])
    }

    @Test("no rate is computed over an interval that does not reach back to the last value")
    func refusesShortIntervals() throws {
        let entities = Sample.machine + [web]
        var invented = try Invented(entities: entities)
        func both(_ forks: UInt64, _ usage: UInt64?) -> [(Entity, [String: UInt64])] {
            [(Self.node, ["forks": forks])] + (usage.map { [(web, ["cpu_usage_usec": $0])] } ?? [])
                + [(Sample.container(8), ["cpu_usage_usec": 1])]
        }
        try invented.tick(0, both(10, 100))
        try invented.tick(1, both(20, 200))
        // A sample that was lost: the next interval begins at it.
        try invented.tick(3, both(40, 400))
        // A row that is missing while the machine has one.
        try invented.tick(4, both(50, nil))
        try invented.tick(5, both(60, 600))
        try invented.tick(6, both(70, 700))
        // A read that came late: its interval reaches back.
        try invented.tick(9, interval: 3_000_000_000, both(100, 1000))
        // A cell that is missing.
        try invented.tick(10, [(Self.node, [:])])
        try invented.tick(11, both(120, nil))
        try invented.finish(11)
        try invented.export("/rate") { $0.values = .rate }
        try invented.export("/delta") { $0.values = .delta }
        #expect(
            try invented.column("forks_per_second", of: "nodes.csv", in: "/rate")
                == ["", "10", "", "10", "10", "10", "10", "", ""])
        #expect(
            try invented.column("forks", of: "nodes.csv", in: "/delta")
                == ["", "10", "20", "10", "10", "10", "30", "", "20"])
        func ofWeb(_ name: String, _ out: String) throws -> [String] {
            try Lab.rows(of: out, "containers.csv", files: invented.lab.files).filter { $0["container"] == "web" }
                .map { $0[name] ?? "no such column" }
        }
        #expect(try ofWeb("cpu_usage_usec_per_second", "/rate") == ["", "100", "", "", "100", "100"])
        #expect(try ofWeb("cpu_usage_usec", "/delta") == ["", "100", "200", "200", "100", "300"])
    }

    @Test("a container that is started again under its id begins anew, although its counters may be larger")
    func noticesRestarts() throws {
        var invented = try Invented(entities: Sample.machine + [web])
        try invented.tick(0, [(web, ["cpu_usage_usec": 10])])
        try invented.tick(1, [(web, ["cpu_usage_usec": 20])])
        var again = web
        again = Entity(number: 20, kind: .container, labels: again.labels)
        try invented.monitor.send(.entities([again], ended: [7]))
        try invented.tick(2, [(again, ["cpu_usage_usec": 500])])
        try invented.tick(3, [(again, ["cpu_usage_usec": 501])])
        try invented.finish(3)
        try invented.export { $0.values = .delta }
        #expect(try invented.column("cpu_usage_usec", of: "containers.csv") == ["", "10", "", "1"])
    }

    @Test("a name that comes late, `max` and letters change nothing")
    func followsLateNames() throws {
        let nameless = Sample.container(7)
        let process = Entity(
            number: 9, kind: .process,
            labels: [.init("container_id", "docker:0abcdef00007"), .init("pid", "42"), .init("start", "5")])
        var invented = try Invented(entities: Sample.machine + [nameless, process])
        let state = UInt64(UInt8(ascii: "R"))
        try invented.tick(
            0, [(nameless, ["cpu_usage_usec": 1, "memory_limit_bytes": .max]), (process, ["state": state])])
        var renamed = process
        renamed.labels += [.init("comm", "a,\"b\"\n"), .init("container", "web")]
        try invented.monitor.send(.entities([web, renamed], ended: []))
        try invented.tick(1, [(web, ["cpu_usage_usec": 4]), (renamed, ["state": state, "nice": .max])])
        try invented.finish(1)
        try invented.export { $0.values = .delta }
        #expect(try invented.column("cpu_usage_usec", of: "containers.csv") == ["", "3"])
        #expect(try invented.column("container", of: "containers.csv") == ["", "web"])
        #expect(try invented.column("memory_limit_bytes", of: "containers.csv") == ["max", ""])
        #expect(try invented.column("state", of: "processes.csv") == ["R", "R"])
        #expect(try invented.column("nice", of: "processes.csv") == ["", "-1"])
        #expect(try invented.column("comm", of: "processes.csv") == ["", "a,\"b\"\n"])
    }

    @Test("hostile names go through", arguments: FormatTests.hostile)
    func keepsHostileNames(text: String) throws {
        let interface = Entity(number: 3, kind: .interface, labels: [.init("interface", text)])
        var invented = try Invented(text, entities: [interface])
        try invented.tick(0, [(interface, ["receive_bytes": 1])])
        try invented.tick(1, [(interface, ["receive_bytes": 3])])
        try invented.finish(1)
        try invented.export { ($0.values, $0.nodes) = (.delta, [text]) }
        #expect(try invented.column("interface", of: "interfaces.csv") == [text, text])
        #expect(try invented.column("node", of: "interfaces.csv") == [text, text])
        #expect(try invented.column("receive_bytes", of: "interfaces.csv") == ["", "2"])
    }

    @Test("a recording that is being written is exported up to its last commit")
    func stopsAtTheCommit() throws {
        var invented = try Invented()
        try invented.tick(0, [(Self.node, ["forks": 1])])
        try invented.writer.commit()
        let committed = invented.lab.files.bytes("data/run-001/nodes.csv")
        try invented.tick(1, [(Self.node, ["forks": 2])])
        // What a flush without a commit leaves.
        invented.lab.files.edit("data/run-001/nodes.csv") { $0 += Array("2026-11-23T08:00".utf8) }
        try invented.export()
        #expect(invented.lab.files.bytes("out/nodes.csv") == committed)
    }

    @Test("what counts is the recording's schema, not this version's")
    func trustsTheManifest() throws {
        var lab = Lab()
        lab.schemas = [
            Schema(kind: .node, metrics: [.gauge("forks", .count, "A gauge."), .counter("new", .bytes, "A counter.")])
        ]
        let writer = try lab.create()
        var monitor = try Monitor("n1", to: writer, entities: [Sample.node])
        for slot in 0..<2 as Range<UInt64> {
            var tick = Tick()
            tick.slot = lab.first + slot
            tick.wall = tick.slot * Sample.interval
            tick[.node] = Table(columnCount: 2)
            tick[.node].appendRow(entity: 1)
            (tick[.node][0, 0], tick[.node][0, 1]) = (5 + slot, 10 * slot)
            try monitor.send(.tick(tick))
        }
        try writer.commit()
        try export(lab, "/out") { $0.values = .delta }
        #expect(
            lab.files.bytes("out/nodes.csv").map { String(decoding: $0, as: UTF8.self) }?.hasSuffix(",6,10\n") == true)
    }
}
