import KubemonMetrics
import KubemonRecording
import Testing

@Suite("Exporting a part, and what can't be exported")
struct ExportSelectionTests {
    private static let web = Entity(
        number: 7, kind: .container,
        labels: [
            .init("container_id", "docker:0abcdef00007"), .init("namespace", "default"), .init("pod", "web-1"),
            .init("container", "app"),
        ])
    private static let other = Entity(
        number: 8, kind: .container,
        labels: [.init("container_id", "containerd:1234567890ab"), .init("container", "db")])

    /// Slots 0 to 4 of two nodes with two containers each, from 08:00:01 on.
    private func recording() throws -> Invented {
        let entities = Sample.machine + [Self.web, Self.other]
        var invented = try Invented("n1", entities: entities)
        var second = invented
        second.monitor = try Monitor("n2", to: invented.writer, entities: entities)
        for slot in 0..<5 as Range<UInt64> where slot != 2 {
            let rows = [
                (Sample.node, ["forks": slot * slot]), (Self.web, ["pids": slot]), (Self.other, ["pids": 9]),
            ]
            try invented.tick(slot, rows)
            try second.tick(slot, rows)
        }
        try invented.writer.mark("for all")
        try invented.finish(4)
        return invented
    }

    @Test(
        "a range holds its begin and not its end; a day or time of day is that of the recording, in UTC",
        arguments: [
            ("2026-11-23T08:00:02Z", nil, ["02", "04", "05"]), (nil, "2026-11-23T08:00:02Z", ["01"]),
            ("08:00:02", "08:00:05", ["02", "04"]), ("2026-11-23", "2026-11-24", ["01", "02", "04", "05"]),
            ("2026-11-23T09:00:04+01:00", nil, ["04", "05"]), ("08:00:01.5", "08:00:04.001", ["02", "04"]),
            ("2026-11-23 08:00", "08:00:02", ["01"]), ("2026-11-23T07:30:05-00:30", nil, ["05"]),
        ] as [(String?, String?, [String])])
    func cutsTheRange(from: String?, to: String?, expected: [String]) throws {
        let invented = try recording()
        try invented.export {
            $0.from = from.flatMap(ExportTime.init)
            $0.to = to.flatMap(ExportTime.init)
            $0.nodes = ["n1"]
        }
        let times = try invented.column("time", of: "nodes.csv").map { String($0.dropLast(5).suffix(2)) }
        #expect(times == expected)
    }

    @Test("the first row of a range has its difference to the row before it")
    func keepsTheRowBefore() throws {
        let invented = try recording()
        try invented.export {
            ($0.values, $0.from, $0.nodes) = (.delta, ExportTime("08:00:02"), ["n2"])
        }
        #expect(try invented.column("forks", of: "nodes.csv") == ["1", "8", "7"])
        #expect(try Set(invented.column("node", of: "entities.csv")) == ["n2"])
    }

    @Test("a gap belongs to a range that it touches, a description to all after it, a marker to all nodes")
    func cutsTexts() throws {
        let invented = try recording()
        // The gap is slot 2, 08:00:03.
        for (name, from, to, gaps) in [("in", "08:00:03", "08:00:04", 1), ("after", "08:00:04", "08:00:05", 0)] {
            try invented.export("/" + name) {
                ($0.from, $0.to, $0.nodes) = (ExportTime(from), ExportTime(to), ["n1"])
            }
            let kinds = try invented.column("kind", of: "events.csv", in: "/" + name)
            #expect(kinds.filter { $0 == "gap" }.count == gaps)
            #expect(try invented.column("change", of: "entities.csv", in: "/" + name).count == 6)
        }
        try invented.export("/marker") { $0.nodes = ["n2"] }
        #expect(try invented.column("text", of: "events.csv", in: "/marker").contains("for all"))
    }

    @Test(
        "a container is chosen by the beginning of its id, its name, or namespace, pod and name",
        arguments: [
            ("docker:0abcdef00007", "app"), ("0abc", "app"), ("docker:0", "app"), ("app", "app"),
            ("default/web-1/app", "app"), ("db", "db"), ("1234567890abffffffffffffffffffff", "db"),
        ])
    func choosesContainers(text: String, name: String) throws {
        let invented = try recording()
        try invented.export { $0.containers = [text] }
        #expect(try invented.column("container", of: "containers.csv") == Array(repeating: name, count: 8))
        #expect(try invented.column("node", of: "nodes.csv").count == 8)
        let tables = try Lab.rows(of: "/out", "entities.csv", files: invented.lab.files)
        #expect(tables.filter { $0["table"] == "containers" }.allSatisfy { $0["container"] == name })
    }

    @Test("nodes and containers can be several")
    func choosesSeveral() throws {
        let invented = try recording()
        try invented.export { ($0.nodes, $0.containers) = (["n1", "n2"], ["app", "db"]) }
        #expect(
            invented.lab.files.bytes("out/containers.csv") == invented.lab.files.bytes("data/run-001/containers.csv"))
    }

    @Test("what can't match is said before anything is made")
    func refusesWhatCanNotMatch() throws {
        let invented = try recording()
        let (first, last) = ("2026-11-23T08:00:01.000Z", "2026-11-23T08:00:06.000Z")
        let cases: [((inout ExportOptions) -> Void, ExportError)] = [
            ({ $0.nodes = ["n3"] }, .unknownNode("n3", known: ["n1", "n2"])),
            ({ $0.containers = ["app", "nginx"] }, .unknownContainer("nginx")),
            ({ $0.from = ExportTime("09:00") }, .emptyRange(first: first, last: last)),
            ({ $0.to = ExportTime("08:00:01") }, .emptyRange(first: first, last: last)),
            (
                { ($0.from, $0.to) = (ExportTime("08:00:04"), ExportTime("08:00:02")) },
                .emptyRange(first: first, last: last)
            ),
        ]
        for (change, expected) in cases {
            #expect(throws: expected) { try invented.export("/out", change) }
            #expect(throws: FileFailure.self) { try invented.lab.files.open(path: "/out") }
        }
    }

    @Test(
        "texts that are no instant are refused",
        arguments: [
            "", "now", "8:00", "08:60", "24:00", "2026-02-30", "2026-13-01", "2026-11-23T", "2026-11-23T08:00:00+1",
            "2026-11-23T08:00:61Z", "08:00:00.", "2026-11-23T08:00:00ZZ", "1969-12-31", "-1", "2026-11-23x08:00",
        ])
    func refusesBadTimes(text: String) {
        #expect(ExportTime(text) == nil)
    }

    @Test("a damaged recording is named with its table, and nothing is made")
    func refusesDamage() throws {
        func expect(_ expected: ExportError, _ damage: (Invented) throws -> Void) throws {
            let invented = try recording()
            try damage(invented)
            #expect(throws: expected) { try invented.export() }
            #expect(throws: FileFailure.self) { try invented.lab.files.open(path: "/out") }
        }
        let nodes = "data/run-001/nodes.csv"
        try expect(.recording(.damaged(.shortTable("nodes.csv")))) { $0.lab.files.edit(nodes) { $0.removeLast() } }
        try expect(.recording(.damaged(.malformedTable("nodes.csv")))) {
            $0.lab.files.edit(nodes) { $0[$0.count - 2] ^= 1 }
        }
        try expect(.recording(.damaged(.malformedTable("nodes.csv")))) {
            $0.lab.files.edit(nodes) { $0 += Array("x\n".utf8) }
        }
        try expect(.recording(.damaged(.manifest))) { $0.lab.files.edit("data/run-001/manifest.json") { $0 = [] } }
        try expect(.recording(.damaged(.manifest))) {
            $0.lab.files.edit("data/run-001/manifest.json") {
                var text = String(decoding: $0, as: UTF8.self)
                text.replace("\"nodes.csv\"", with: "\"../nodes.csv\"")
                $0 = Array(text.utf8)
            }
        }
        // A table that only calls itself compressed.
        try expect(.recording(.damaged(.malformedTable("disks.csv.gz")))) {
            let directory = try $0.lab.files.open(path: "/data/run-001")
            try $0.lab.files.rename("disks.csv", to: "disks.csv.gz", in: directory)
        }
        try expect(.recording(.damaged(.missingTable("disks.csv")))) {
            try $0.lab.files.remove("disks.csv", in: try $0.lab.files.open(path: "/data/run-001"))
        }
        let invented = try recording()
        #expect(throws: ExportError.recording(.missing)) {
            try RecordingExporter.export("/data/none", to: "/out", files: invented.lab.files)
        }
    }

    @Test("a directory that holds something, or lies in the recording, is not written to")
    func refusesTheDirectory() throws {
        let invented = try recording()
        try invented.export()
        #expect(throws: ExportError.notEmpty) { try invented.export() }
        #expect(throws: ExportError.withinRecording) { try invented.export("/data/run-001/out") }
        #expect(throws: ExportError.withinRecording) { try invented.export("/data/run-001") }
        #expect(RecordingVerifier.verify("/data/run-001", files: invented.lab.files) == [])
    }

    @Test(
        "an export that fails at any call says so, and what is there is marked",
        arguments: ExportOptions.Layout.allCases)
    func marksFailures(layout: ExportOptions.Layout) throws {
        var failures = 0
        for call in 1...200 {
            let invented = try recording()
            let files = invented.lab.files
            files.faults = [files.calls + call: .error(28)]
            do {
                try invented.export { $0.layout = layout }
                files.faults = [:]
                break
            } catch ExportError.writing(let failure) {
                failures += 1
                #expect(failure.code == 28)
            } catch ExportError.notBegun(let failure) {
                failures += 1
                #expect(failure.code == 28)
                let out = try? files.open(path: "/out")
                #expect(try out.map { try files.names(in: $0) } ?? [] == [], "nothing was made: call \(call)")
            }
            files.faults = [:]
            guard let out = try? files.open(path: "/out") else { continue }
            let names = try files.names(in: out)
            #expect(names.isEmpty || names.contains(RecordingExporter.incompleteFile), "call \(call)")
        }
        #expect(failures > 5 && failures < 199)
    }

    @Test("every error has a sentence that says what to do")
    func hasSentences() {
        let errors: [ExportError] = [
            .recording(.missing), .recording(.damaged(.noCommit)), .recording(.newerFormat(9)),
            .malformed(table: "x", line: 2), .reading(FileFailure(.read, code: 5)),
            .unknownNode("x", known: ["a", "b"]),
            .unknownContainer("x"), .emptyRange(first: "a", last: "b"), .notEmpty, .withinRecording,
            .writing(FileFailure(.write, code: 28)),
        ]
        for error in errors {
            let sentence = error.sentence(recording: "r1", out: "o1")
            #expect(sentence.hasSuffix(".") && (sentence.contains("r1") || sentence.contains("o1")))
        }
    }
}
