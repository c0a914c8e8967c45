import KubemonHistory
import KubemonMetrics
import KubemonProtocol
import KubemonStore
import NIOCore
import Testing

@Suite("A fleet elsewhere")
struct FleetReportTests {
    @Test("what a collector says of itself and its recording arrives as it was")
    func roundTrip() throws {
        var fleet = FleetSnapshot()
        (fleet.wall, fleet.monotonic, fleet.interval) = (1_795_356_151_400_000_000, 77, 500_000_000)
        var node = NodeSnapshot()
        (node.name, node.facts.node, node.facts.kernel) = ("a", "a", "6.1")
        var monitor = MonitorSnapshot()
        (monitor.epoch, monitor.address, monitor.isConnected, monitor.since) = (9, "192.0.2.1:7", true, 12)
        (monitor.kinds, monitor.interval, monitor.silence, monitor.reconnects) = ([.node, .disk], 5, 6, 7)
        monitor.key = "monitor-1"
        node.monitors = [monitor]
        fleet.nodes = [node]
        (fleet.collector.dataDirectory, fleet.collector.stateDirectory) = ("/data", "/state")
        fleet.collector.freeBytes = 5
        fleet.collector.isEncrypted = true
        fleet.collector.commandClients = [
            .init(address: "192.0.2.9:1", key: "control-1"), .init(address: "x", key: nil),
        ]
        fleet.collector.expectedNodes = ["a", "b"]
        var summary = RecordingSummary()
        (summary.name, summary.state, summary.ticks, summary.nodes) = ("run-1", .closing, 5, ["a"])
        var progress = RecordingProgress(summary: summary)
        progress.nodes = [.init(name: "a")]
        progress.rowsByTable = [("nodes", 5)]
        (progress.lastCommit, progress.pending, progress.failure) = (70, 8, "no space")
        (progress.warning, progress.awaited) = ("low", ["b"])
        (fleet.recording, fleet.recordings) = (progress, [summary])
        let event = FleetEvent(node: "a", event: Event(wall: 3, kind: .oomKill, entity: 4, text: "x"), epoch: 9)

        let sent = FleetReport(fleet, events: [event], isAll: true, hasRecordings: true)
        var bytes = sent.frame.encoded()
        var codec = FrameCodec()
        let frame = try #require(try codec.decode(buffer: &bytes))
        let report = try #require(FleetReport(frame))
        #expect(report.fleet.wall == fleet.wall && report.fleet.monotonic == 77 && report.fleet.interval == 500_000_000)
        #expect(report.fleet.nodes.first?.facts.kernel == "6.1")
        let arrived = try #require(report.fleet.nodes.first?.monitors.first)
        #expect(arrived.epoch == 9 && arrived.address == "192.0.2.1:7" && arrived.isConnected && arrived.since == 12)
        #expect(
            arrived.kinds == [.node, .disk] && arrived.silence == 6 && arrived.reconnects == 7
                && arrived.key == "monitor-1")
        #expect(report.fleet.collector == fleet.collector)
        #expect(report.fleet.recordings == [summary] && report.hasRecordings)
        let recording = try #require(report.fleet.recording)
        #expect(recording.summary == summary && recording.nodes == progress.nodes)
        #expect(recording.rowsByTable.first?.table == "nodes" && recording.rowsByTable.first?.rows == 5)
        #expect(recording.failure == "no space" && recording.warning == "low" && recording.awaited == ["b"])
        #expect(report.events == [event] && report.isAll)
    }

    @Test("events and notes as long as books do not make a report that no console takes: the latest are in it")
    func reportFitsAFrame() throws {
        var fleet = FleetSnapshot()
        let text = String(repeating: "x", count: 4096)
        let events = (0..<1250 as Range<UInt64>).map {
            FleetEvent(node: String(text.prefix(253)), event: Event(wall: $0, kind: .oomKill, text: text), epoch: 9)
        }
        fleet.recordings = (0..<2000 as Range<UInt64>).map { index in
            var summary = RecordingSummary()
            (summary.start, summary.note, summary.nodes) = (9_000 - index, text, ["a"])
            return summary
        }
        let frame = FleetReport(fleet, events: events, isAll: true, hasRecordings: true).frame
        #expect(frame.encoded().readableBytes < FrameCodec.maximumLength)
        let report = try #require(FleetReport(frame))
        #expect(report.events.count > 200 && report.events == Array(events.suffix(report.events.count)))
        let recordings = report.fleet.recordings
        #expect(recordings.count > 200 && recordings == Array(fleet.recordings.prefix(recordings.count)))
    }

    @Test("frames and schemas as long as they may be are passed on in frames that a console takes, or not at all")
    func feedFitsAFrame() throws {
        let history = FleetHistory()
        let source = StreamSource(node: String(repeating: "n", count: 253), epoch: 9)
        var facts = NodeFacts()
        facts.node = source.node
        let hello = Hello(facts: facts, backlog: [], kinds: [.node], minimumInterval: 0)
        history.connected(source, hello: hello, address: "192.0.2.1:1", interval: second)
        func append(_ content: WireFrame.OneOf_Content) throws {
            var bytes = Frame(content).encoded()
            bytes.moveReaderIndex(forwardBy: 4)
            history.append(try Frame(body: Array(bytes.readableBytesView)), of: source)
        }
        func event(_ sequence: UInt64, _ count: Int) throws {
            var event = WireEvent()
            (event.sequence, event.text) = (sequence, String(repeating: "x", count: count))
            try append(.event(event))
        }
        func sequences(_ feed: MonitorFeed) throws -> [UInt64] {
            var codec = FrameCodec()
            var bytes = ByteBuffer(bytes: feed.frames)
            var sequences: [UInt64] = []
            while let frame = try codec.decode(buffer: &bytes) {
                if case .event(let event) = frame.wire.content { sequences.append(event.sequence) }
            }
            #expect(bytes.readableBytes == 0)
            return sequences
        }
        for length in [400_000, 500_000, 600_000, 4 << 20] {
            var (schema, column) = (WireSchema(), WireColumn())
            column.name = String(repeating: "c", count: length)
            schema.columns = [column]
            try append(.schema(schema))
        }
        var group = WireGroup()
        (group.epoch, group.first) = (source.epoch, 1)
        try append(.group(group))
        let longest = Int(FrameCodec.maximumLength)
        for (index, length) in [100, 250_000, 250_000, 100, longest - 2_000, 100, longest - 100, 100].enumerated() {
            try event(UInt64(index) + 1, length)
        }
        var (cursor, items) = (FeedCursor?.none, [UInt64]())
        while let feed = history.next(of: source, after: &cursor) {
            #expect(Frame(feed).encoded().readableBytes <= 4 + longest)
            #expect(feed.isRestart == items.isEmpty || items.isEmpty)
            if !feed.isRestart { items += try sequences(feed) }
        }
        #expect(items == [1, 2, 3, 4, 5, 6], "what comes behind one that is too long waits for the next group")
        // Another group comes, and another: the hole before them is a new beginning, for who comes late too.
        for first in [9, 10] as [UInt64] {
            group.first = first
            try append(.group(group))
            try event(first, 100)
        }
        cursor = nil
        var restarts: [Int] = []
        items = []
        while let feed = history.next(of: source, after: &cursor, reach: 8 << 20) {
            if feed.isRestart { restarts.append(items.count) } else { items += try sequences(feed) }
        }
        #expect(items == [1, 2, 3, 4, 5, 6, 9, 10] && restarts == [0, 6])
    }

    /// What a collector sends to a console, with a reader that takes what it likes.
    private struct Reader {
        let fleet = AttachedFleet()
        var cursor: FeedCursor?

        mutating func read(
            _ history: FleetHistory, _ source: StreamSource, most: Int, limit: Int, reach: Int = 4 << 20
        ) throws {
            for _ in 0..<most {
                guard let feed = history.next(of: source, after: &cursor, limit: limit, reach: reach) else { return }
                var bytes = Frame(feed).encoded()
                var codec = FrameCodec()
                try fleet.receive(try #require(try codec.decode(buffer: &bytes)))
            }
        }
    }

    @Test("a console that comes late is given what was before, as far as the bytes reach")
    func beginsInThePast() throws {
        let live = LiveFleet()
        var monitor = RandomMonitor(node: "a", seed: 4711)
        live.connect(monitor.source, monitor.hello)
        for frame in try monitor.schemas() { try live.receive(frame, of: monitor.source) }
        for slot in 1_000..<UInt64(1_300) {
            _ = monitor.sample(slot: slot)
            for frame in try monitor.frames() { try live.receive(frame, of: monitor.source) }
        }
        let there = live.store.snapshot(historyOf: .init(node: "a"))
        func points(reach: Int) throws -> Int {
            var reader = Reader()
            var bytes = FleetReport(there, events: [], isAll: true, hasRecordings: true).frame.encoded()
            var codec = FrameCodec()
            try reader.fleet.receive(try #require(try codec.decode(buffer: &bytes)))
            try reader.read(live.history, monitor.source, most: 10_000, limit: 5_000, reach: reach)
            let here = reader.fleet.store.snapshot(historyOf: .init(node: "a"))
            for kind in EntityKind.allCases { #expect(here.nodes[0][kind].current == there.nodes[0][kind].current) }
            return here.history.points.count
        }
        let (all, none) = (try points(reach: 4 << 20), try points(reach: 0))
        #expect(all == there.history.points.count)
        #expect((1...60).contains(none))
        // More than two groups, less than all.
        let some = try points(reach: live.history.extent.bytes / 2)
        #expect(none < some && some < all, "\(none) \(some) \(all)")
    }

    @Test(
        "a console that reads when it likes never loses its way and ends where the collector stands", arguments: 0..<6)
    func catchesUp(seed: UInt64) throws {
        var random = SplitMix(state: seed + 77)
        // How far back the slow one is led when it begins.
        let reach = [0, 20_000, 4 << 20][Int(seed % 3)]
        let live = LiveFleet()
        var monitor = RandomMonitor(node: "a", seed: seed)
        live.connect(monitor.source, monitor.hello)
        for frame in try monitor.schemas() { try live.receive(frame, of: monitor.source) }
        var (quick, slow) = (Reader(), Reader())
        let report = FleetReport(live.store.snapshot(), events: [], isAll: true, hasRecordings: true).frame
        var bytes = report.encoded()
        var codec = FrameCodec()
        let told = try #require(try codec.decode(buffer: &bytes))
        try quick.fleet.receive(told)
        try slow.fleet.receive(told)
        for slot in 1_000..<UInt64(1_260) {
            _ = monitor.sample(slot: slot)
            if random.below(40) == 0 {
                // A new connection sends the last group again.
                live.connect(monitor.source, monitor.hello)
                monitor.rewind(to: monitor.buffer.lastSequence - 2)
                for frame in try monitor.schemas() { try live.receive(frame, of: monitor.source) }
            }
            for frame in try monitor.frames() { try live.receive(frame, of: monitor.source) }
            try quick.read(live.history, monitor.source, most: 100, limit: 1 << 18)
            // The other one reads seldom and little; sometimes it falls behind by more than a group.
            if random.below(30) == 0 {
                try slow.read(live.history, monitor.source, most: Int(random.below(40)), limit: 500, reach: reach)
            }
        }
        try slow.read(live.history, monitor.source, most: 10_000, limit: 500, reach: reach)
        for reader in [quick, slow] {
            let (here, there) = (reader.fleet.store.snapshot().nodes.first, live.store.snapshot().nodes.first)
            for kind in EntityKind.allCases {
                #expect(here?[kind].current == there?[kind].current, "seed \(seed) \(kind)")
            }
        }
        // The quick one has seen every sample.
        #expect(quick.fleet.store.snapshot(historyOf: .init(node: "a")).history.points.count == 260, "seed \(seed)")
    }
}
