import Glibc
import KubemonHistory
import KubemonMetrics
import KubemonRecording
import KubemonStore
import KubemonSystem
import Testing

@Suite("A recording that is played")
struct ReplayFleetTests {
    /// 2026-11-23T08:00:00Z.
    private static let origin: UInt64 = 1_795_420_800 * second

    /// A recording of 60 slots, of whose two nodes b stops half-way; removed with the directory when `body` returns.
    private func withRecording(_ body: (String) throws -> Void) throws {
        var template = Array("/tmp/kubemon-test-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        let directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let path = directory + "/one"
        defer {
            for name in ["manifest.json", "replay.index", ".commit-0", ".commit-1", "entities.csv", "events.csv"]
                + EntityKind.allCases.map({ $0.tableName + ".csv" })
            { unlink(path + "/" + name) }
            rmdir(path)
            rmdir(directory)
        }
        let time = LiveFleet.Clock()
        time.set(Self.origin + second / 2)
        let writer = try RecordingWriter.create(
            try RecordingTarget("one", allowPath: false), in: directory, grid: SlotGrid(interval: second),
            version: "test", time: time)
        let entities = [
            Entity(number: 1, kind: .node), Entity(number: 2, kind: .monitor),
            Entity(
                number: 3, kind: .process, labels: [.init("pid", "77"), .init("start", "x"), .init("comm", "java")]),
        ]
        for (index, node) in ["a", "b"].enumerated() {
            var facts = NodeFacts()
            (facts.node, facts.cpus) = (node, 2)
            try writer.open(
                StreamSource(node: node, epoch: UInt64(index + 1)), facts: facts, entities: entities)
        }
        for offset in 1...60 as ClosedRange<UInt64> {
            let slot = Self.origin / second + offset
            time.set(slot * second + second / 2)
            for (index, node) in ["a", "b"].enumerated() where node == "a" || offset <= 30 {
                let item = StreamItem(sequence: offset, content: .tick(try Self.tick(slot, offset)))
                try writer.append(item, from: StreamSource(node: node, epoch: UInt64(index + 1)))
            }
            if offset == 20 { try writer.mark("half way") }
            try writer.commit()
        }
        try writer.stop()
        _ = try writer.finish()
        try body(path)
    }

    /// The process uses `offset` percent of a CPU since the sample before.
    private static func tick(_ slot: UInt64, _ offset: UInt64) throws -> Tick {
        var tick = Tick()
        (tick.slot, tick.wall, tick.monotonic) = (slot, slot * second + 1_000_000, slot * second)
        tick.intervals = tick.intervals.map { _ in second }
        let user = try #require(Schema.of(.process).index(of: "cpu_user"))
        let system = try #require(Schema.of(.process).index(of: "cpu_system"))
        tick[.node].appendRow(entity: 1)
        tick[.node][0, 0] = offset
        tick[.monitor].appendRow(entity: 2)
        tick[.monitor][0, 0] = offset
        tick[.process].appendRow(entity: 3)
        tick[.process][0, user] = (1...offset).reduce(0, +) * 10_000
        tick[.process][0, system] = 0
        return tick
    }

    private func cpu(_ fleet: FleetSnapshot) -> Double? {
        guard let node = fleet.nodes.first, node[.process].current.rowCount == 1 else { return nil }
        return ProcessReading(
            row: 0, current: node[.process].current, previous: node[.process].previous,
            interval: node[.process].interval
        ).cpu
    }

    @Test("it stands where it is sent, with rates, and is stepped through by slots")
    func travels() throws {
        try withRecording { path in
            let clock = LiveFleet.Clock()
            let replay = try ReplayFleet(path, time: clock)
            let first = Self.origin + second
            #expect(replay.times == first...(Self.origin + 60 * second))
            replay.toggle()
            for offset in [10, 59, 2, 30] as [UInt64] {
                let fleet = try #require(
                    replay.travel(.instant(Self.origin + offset * second), historyOf: .init()))
                #expect(fleet.wall == Self.origin + offset * second)
                let used = try #require(cpu(fleet))
                #expect(abs(used - Double(offset) / 100) < 1e-9, "\(offset): \(used)")
                #expect(fleet.nodes.first?.entities[EntityKind.process.index][3]?["comm"] == "java")
            }
            let back = try #require(replay.travel(.samples(-3), historyOf: .init()))
            #expect(back.wall == Self.origin + 27 * second)
            #expect(replay.travel(.samples(-100), historyOf: .init()) == nil)
            #expect(replay.travel(.instant(Self.origin + 61 * second), historyOf: .init()) == nil)
            // Nothing has moved.
            #expect(replay.snapshot(historyOf: .init()).wall == Self.origin + 27 * second)
        }
    }

    @Test("time passes while it plays, as fast as it was told, and ends at its end")
    func plays() throws {
        try withRecording { path in
            let clock = LiveFleet.Clock()
            clock.set(1_000 * second)
            let replay = try ReplayFleet(path, time: clock)
            clock.set(1_004 * second)
            var fleet = replay.snapshot(historyOf: .init(node: "a"))
            #expect(fleet.wall == Self.origin + 5 * second)
            #expect(fleet.history.points.count == 5)
            replay.setSpeed(10)
            clock.set(1_005 * second)
            fleet = replay.snapshot(historyOf: .init(node: "a"))
            #expect(fleet.wall == Self.origin + 15 * second)
            let used = try #require(cpu(fleet))
            #expect(abs(used - 0.15) < 1e-9)
            #expect(fleet.history.points.count == 15)
            clock.set(2_000 * second)
            fleet = replay.snapshot(historyOf: .init())
            #expect(fleet.wall == Self.origin + 60 * second)
            #expect(fleet.origin.playback?.isPlaying == false)
            replay.toggle()
            fleet = replay.snapshot(historyOf: .init())
            #expect(fleet.wall == Self.origin + second && fleet.origin.playback?.isPlaying == true)
        }
    }

    @Test("a node without samples is stale and then lost; events are divided by the time shown")
    func showsWhatWas() throws {
        try withRecording { path in
            let replay = try ReplayFleet(path, time: LiveFleet.Clock())
            replay.toggle()
            func states(_ offset: UInt64) throws -> [NodeSnapshot.State] {
                try #require(replay.travel(.instant(Self.origin + offset * second), historyOf: .init())).nodes
                    .map(\.state)
            }
            #expect(try states(30) == [.live, .live])
            #expect(try states(36) == [.live, .stale])
            #expect(try states(55) == [.live, .lost])
            let before = try #require(replay.travel(.instant(Self.origin + 10 * second), historyOf: .init()))
            #expect(before.laterEvents.contains { $0.event.text == "half way" })
            #expect(!before.events.contains { $0.event.text == "half way" })
            let after = try #require(replay.travel(.instant(Self.origin + 40 * second), historyOf: .init()))
            #expect(after.events.contains { $0.event.text == "half way" })
        }
    }

    @Test("the graphs of one process are read when they are asked for")
    func deepens() throws {
        try withRecording { path in
            let replay = try ReplayFleet(path, time: LiveFleet.Clock())
            replay.toggle()
            _ = replay.travel(.instant(Self.origin + 50 * second), historyOf: .init())
            var request = HistoryRequest(node: "a")
            request.subject = EntityKey(node: "a", kind: .process, number: 3)
            let fleet = replay.snapshot(historyOf: request)
            #expect(fleet.subjectHistory.points.count == 50)
        }
    }

    @Test("one whose bytes are not those that were recorded is played and said to be damaged, without being asked")
    func saysDamage() throws {
        try withRecording { path in
            try RecordingCheck.run(path) { true }
            // A digit of a value, which reads as well as the one before.
            let file = open(path + "/processes.csv", O_RDWR)
            var bytes = [UInt8](repeating: 0, count: 1 << 16)
            let count = read(file, &bytes, bytes.count)
            let digit = try #require(bytes[..<count].lastIndex { (0x30...0x38).contains($0) })
            pwrite(file, [bytes[digit] + 1], 1, digit)
            close(file)
            #expect(throws: ExportError.recording(.damaged(.malformedTable("processes.csv")))) {
                try RecordingCheck.run(path) { true }
            }
            try RecordingCheck.run(path) { false }
            let replay = try ReplayFleet(path, time: LiveFleet.Clock())
            let pause = Wakeup()
            func damage() -> String { replay.snapshot(historyOf: .init()).origin.playback?.damage ?? "" }
            for _ in 0..<3000 where damage().isEmpty { pause.wait(milliseconds: 20) }
            #expect(damage() == "one is damaged: processes.csv has been changed.")
            #expect(replay.snapshot(historyOf: .init()).origin.playback?.problem == "")
        }
    }

    @Test("what is no recording is refused with a sentence")
    func refuses() {
        #expect(throws: ExportError.self) { try ReplayFleet("/nonexistent/recording") }
    }
}
