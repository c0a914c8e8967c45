import KubemonMetrics
import KubemonRecording
import Testing

@Suite("Looking into a recording")
struct ReplayTests {
    /// A recording of two nodes whose containers and processes come and go, and what was recorded in it.
    private struct Made {
        var lab = Lab()
        let writer: RecordingWriter
        /// By node and slot.
        var ticks: [String: [UInt64: (tick: Tick, entities: [UInt32: Entity])]] = ["a": [:], "b": [:]]

        init(seed: UInt64, slots: Int, processes: Int = 12) throws {
            lab.schemas = Schema.recorded
            writer = try lab.create()
            var random = SplitMix(state: seed)
            var monitors: [(Monitor, [Entity], UInt32)] = []
            for node in ["a", "b"] { monitors.append((try Monitor(node, to: writer), Sample.machine, 10)) }
            for offset in 0..<UInt64(slots) {
                let slot = lab.first + offset
                lab.setSlot(slot)
                for index in monitors.indices {
                    var (appeared, ended): ([Entity], [UInt32]) = ([], [])
                    while monitors[index].1.count < processes || random.next() % 4 == 0 {
                        let number = monitors[index].2
                        monitors[index].2 += 1
                        let entity =
                            number % 3 == 0 ? Sample.container(number, name: "c,\(number)") : Self.process(number)
                        monitors[index].1.append(entity)
                        appeared.append(entity)
                    }
                    while monitors[index].1.count > processes {
                        let victim = 4 + Int(random.next() % UInt64(monitors[index].1.count - 4))
                        ended.append(monitors[index].1.remove(at: victim).number)
                    }
                    if !appeared.isEmpty || !ended.isEmpty {
                        try monitors[index].0.send(.entities(appeared, ended: ended))
                    }
                    let tick = Sample.tick(slot, monitors[index].1, schemas: Schema.recorded)
                    let alive = Dictionary(uniqueKeysWithValues: monitors[index].1.map { ($0.number, $0) })
                    ticks[index == 0 ? "a" : "b"]?[slot] = (tick, alive)
                    try monitors[index].0.send(.tick(tick))
                }
                if offset % 5 == 0 { try writer.commit() }
            }
            try writer.commit()
        }

        private static func process(_ number: UInt32) -> Entity {
            Entity(
                number: number, kind: .process,
                labels: [
                    .init("pid", "\(number)"), .init("start", "2026-11-23T07:00:00Z"),
                    .init("comm", "worker \"\(number)\""),
                    .init("cmdline", "worker --shard \(number)\t\\"),
                ])
        }

        /// Expects that the last samples of `found` are those of the slot and the one before it.
        func expect(_ found: [RecordedSample], at slot: UInt64, _ note: String) throws {
            for (node, ticks) in ticks {
                let own = found.filter { $0.source.node == node }
                #expect(own.last?.time == slot * Sample.interval, "\(note)")
                for (sample, slot) in zip(own.suffix(2).reversed(), [slot, slot - 1]) {
                    guard let (tick, alive) = ticks[slot] else { continue }
                    #expect(sample.tick.wall == tick.wall, "\(note)")
                    for kind in EntityKind.allCases {
                        #expect(sample.tick[kind] == tick[kind], "\(note): \(kind) in slot \(slot)")
                    }
                    for entity in sample.entities {
                        let labels = alive[entity.number]?.labels ?? []
                        #expect(Set(entity.labels) == Set(labels), "\(note): \(entity)")
                    }
                }
            }
        }
    }

    @Test("a sample at any time is what was recorded, with all that is known of its entities", arguments: 0..<4)
    func isWhatWasRecorded(seed: UInt64) throws {
        let made = try Made(seed: seed, slots: 90)
        try made.writer.stop()
        _ = try made.writer.finish()
        let replay = try RecordingReplay("/data/run-001", files: made.lab.files)
        #expect(replay.times == made.lab.first * Sample.interval...(made.lab.first + 89) * Sample.interval)
        var random = SplitMix(state: seed + 1000)
        for _ in 0..<12 {
            let slot = made.lab.first + 1 + random.next() % 89
            let found = try replay.samples(at: slot * Sample.interval, count: { _ in 2 })
            try made.expect(found, at: slot, "seed \(seed)")
        }
        // Forward from one slot to another: exactly those in between.
        let first = (made.lab.first + 30) * Sample.interval
        let found = try replay.samples(in: first...(first + 4 * Sample.interval))
        #expect(Set(found.map(\.time)).count == 5)
        try made.expect(found, at: made.lab.first + 34, "seed \(seed)")
    }

    @Test("the recorder writes the index; absent, torn, foreign or wrong, it is made anew and the answers are the same")
    func doesNotTrustTheIndex() throws {
        let path = "data/run-001/replay.index"
        let made = try Made(seed: 1, slots: 90)
        try made.writer.stop()
        _ = try made.writer.finish()
        let files = made.lab.files
        let written = try #require(files.bytes(path))
        let lines = String(decoding: written, as: UTF8.self).split(separator: "\n")
        // Nine blocks of at least ten seconds in each table that has a row in every slot.
        #expect(lines.filter { $0.hasPrefix("nodes.csv,") }.count >= 8)
        let other = try Made(seed: 2, slots: 80)
        let foreign = try #require(other.lab.files.bytes(path))
        let slot = made.lab.first + 41
        let cases: [(String, ([UInt8]) -> [UInt8])] = [
            ("as it was", { $0 }), ("empty", { _ in [] }), ("torn", { Array($0.prefix($0.count / 2 + 7)) }),
            ("foreign", { _ in foreign }), ("noise", { $0.map { $0 == 0x31 ? 0x32 : $0 } }),
            ("shuffled", { Array($0.split(separator: 0x0A).reversed().joined(separator: [0x0A])) }),
        ]
        for (name, change) in cases {
            files.edit(path) { $0 = change(written) }
            let replay = try RecordingReplay("/data/run-001", files: files)
            try made.expect(try replay.samples(at: slot * Sample.interval, count: { _ in 2 }), at: slot, name)
        }
        let directory = try files.open(path: "/data/run-001")
        try files.remove("replay.index", in: directory)
        let replay = try RecordingReplay("/data/run-001", files: files)
        try made.expect(try replay.samples(at: slot * Sample.interval, count: { _ in 2 }), at: slot, "absent")
    }

    @Test("an index whose lines are valid but lie is found out when it is used")
    func findsLies() throws {
        let path = "data/run-001/replay.index"
        let made = try Made(seed: 3, slots: 90)
        try made.writer.stop()
        _ = try made.writer.finish()
        // The same recording but for one longer name: every line of its index is well formed, every place is wrong.
        let other = try Made(seed: 4, slots: 90)
        try other.writer.stop()
        _ = try other.writer.finish()
        let lie = try #require(other.lab.files.bytes(path))
        made.lab.files.edit(path) { $0 = lie }
        let replay = try RecordingReplay("/data/run-001", files: made.lab.files)
        for offset in [1, 20, 45, 70, 89] as [UInt64] {
            let slot = made.lab.first + offset
            try made.expect(
                try replay.samples(at: slot * Sample.interval, count: { _ in 2 }), at: slot, "offset \(offset)")
        }
    }

    @Test("what is counted of a recording that is being written is what its last commit counts")
    func countsWhatIsCommitted() throws {
        let made = try Made(seed: 6, slots: 30)
        let summary = try RecordingReplay("/data/run-001", files: made.lab.files).summary
        let listed = try RecordingCatalog(dataDirectory: "/data", files: made.lab.files).list().first
        #expect(summary.ticks == 60 && summary.nodes == ["a", "b"] && summary.state == .recording)
        #expect(summary.ticks == listed?.ticks && summary.rows == listed?.rows && summary.bytes == listed?.bytes)
        #expect(summary.end == listed?.end)
    }

    @Test("R19: a seek reads a bounded part of the tables, however long the recording is")
    func readsLittle() throws {
        let made = try Made(seed: 5, slots: 1200, processes: 40)
        try made.writer.stop()
        _ = try made.writer.finish()
        let files = CountingFiles(made.lab.files)
        let replay = try RecordingReplay("/data/run-001", files: files)
        let opening = files.bytesRead
        let total = replay.summary.bytes
        #expect(total > 5_000_000)
        for offset in [10, 300, 600, 900, 1199] as [UInt64] {
            let slot = made.lab.first + offset
            let budget = 100_000
            let count = try files.count {
                let found = try replay.samples(at: slot * Sample.interval, count: { _ in 60 }, budget: budget)
                try made.expect(found, at: slot, "offset \(offset)")
            }
            // Seven tables, each with its budget or two blocks of ten seconds, and what is known of 80 entities.
            #expect(UInt64(count) < total / 4, "offset \(offset): \(count) bytes of \(total)")
        }
        // To open it takes the index and the texts of events and entities, not the tables.
        let texts = ["entities.csv", "events.csv", "manifest.json", "replay.index"].reduce(0) { sum, name in
            sum + (made.lab.files.bytes("data/run-001/\(name)")?.count ?? 0)
        }
        #expect(opening < texts + 1_500_000, "\(opening) bytes")
    }

    @Test("a running recording is seen up to its last commit, and refreshed as it grows")
    func followsARunningOne() throws {
        let lab = Lab()
        var mine = lab
        mine.schemas = Schema.recorded
        let writer = try mine.create()
        var monitor = try Monitor("a", to: writer)
        func tick(_ offsets: ClosedRange<UInt64>) throws {
            for offset in offsets { try monitor.tick(lab.first + offset, schemas: Schema.recorded) }
        }
        try tick(0...24)
        try writer.commit()
        try tick(25...30)
        let replay = try RecordingReplay("/data/run-001", files: mine.files)
        #expect(replay.isGrowing)
        #expect(replay.times?.upperBound == (lab.first + 24) * Sample.interval)
        try writer.commit()
        try replay.refresh()
        #expect(replay.times?.upperBound == (lab.first + 30) * Sample.interval)
        for offset in 31...75 as ClosedRange<UInt64> {
            try tick(offset...offset)
            try writer.commit()
            try replay.refresh()
        }
        #expect(replay.times?.upperBound == (lab.first + 75) * Sample.interval)
        let last = try replay.samples(at: (lab.first + 75) * Sample.interval, count: { _ in 20 })
        #expect(last.map(\.time) == (56...75).map { (lab.first + $0) * Sample.interval })
        try writer.stop()
        _ = try writer.finish()
        try replay.refresh()
        #expect(!replay.isGrowing)
    }

    @Test("what a resumed recorder leaves out of the index is looked at in the tables")
    func survivesAResume() throws {
        let lab = Lab()
        var mine = lab
        mine.schemas = Schema.recorded
        var writer: RecordingWriter? = try mine.create()
        for round in 0..<4 as Range<UInt64> {
            let current = try #require(writer)
            var monitor = try Monitor("a", to: current)
            monitor.sequence = current.committedSources.first?.sequence ?? 0
            for offset in (round * 17)..<(round * 17 + 17) {
                try monitor.tick(lab.first + offset, schemas: Schema.recorded)
                if offset % 4 == 0 { try current.commit() }
            }
            try current.commit()
            current.close()
            writer = nil
            writer = try mine.resume()
        }
        writer?.close()
        let replay = try RecordingReplay("/data/run-001", files: mine.files)
        let all = try replay.samples(in: 0...UInt64.max)
        #expect(all.map(\.time) == (0..<68).map { (lab.first + $0) * Sample.interval })
    }
}
