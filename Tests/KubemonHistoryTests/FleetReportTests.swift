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
        let report = try #require(try Self.received(sent))
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

    /// What a console reads of a report, each frame of which it takes.
    private static func received(_ report: FleetReport) throws -> FleetReport? {
        var (pieces, fleet) = (FleetPieces(), WireFleet?.none)
        for frame in report.frames {
            var (codec, bytes) = (FrameCodec(), frame.encoded())
            #expect(fleet == nil)
            fleet = try pieces.take(try #require(try codec.decode(buffer: &bytes)))
        }
        return fleet.map { FleetReport($0) }
    }

    @Test("a fleet that no frame can hold is shown whole: as many nodes as may be connected, and a recording of all")
    func largeFleet() throws {
        var fleet = FleetSnapshot()
        var progress = RecordingProgress(summary: RecordingSummary())
        for number in 0..<16_000 as Range<UInt64> {
            var node = NodeSnapshot()
            node.name = "node-\(number).some-cluster.example.org"
            (node.facts.node, node.facts.kernel, node.facts.operatingSystem) = (node.name, "6.1.0-18", "Some Linux 12")
            (node.facts.bootID, node.facts.machineID) = (String(repeating: "b", count: 36), "0123456789abcdef")
            var monitor = MonitorSnapshot()
            (monitor.epoch, monitor.address, monitor.kinds) = (number + 1, "192.0.2.1:\(number)", [.node, .process])
            (monitor.isConnected, monitor.since, monitor.interval) = (true, 1 << 60, second)
            node.monitors = [monitor]
            fleet.nodes.append(node)
            var part = RecordingProgress.Node(name: node.name)
            (part.ticks, part.gaps, part.lastGap) = (number, 1, "slots 1 to 1000: the monitor's buffer was full")
            progress.nodes.append(part)
            progress.summary.nodes.append(node.name)
        }
        fleet.recording = progress
        let frames = FleetReport(fleet, events: [], isAll: true, hasRecordings: true).frames
        let bytes = frames.map { $0.encoded().readableBytes }
        #expect(bytes.reduce(0, +) > FrameCodec.maximumLength && bytes.allSatisfy { $0 < FrameCodec.maximumLength })
        let console = AttachedFleet()
        // A connection that ends in the middle, and the next one.
        for frame in frames.dropLast() + frames { try console.receive(frame) }
        let shown = console.store.snapshot()
        #expect(Set(shown.nodes.map(\.name)) == Set(fleet.nodes.map(\.name)))
        #expect(shown.recording?.nodes == progress.nodes)
    }

    @Test(
        "a piece that is none is refused, and nothing is kept for one that can't be",
        arguments: [
            [(1, 10, 5)], [(0, 10, 0)], [(0, 10, 11)], [(0, 10, 5), (4, 10, 5)], [(0, 10, 5), (6, 10, 4)],
            [(0, 10, 5), (5, 10, 6)], [(0, 10, 5), (5, 4, 1)], [(0, 1 << 40, 5)], [(0, .max, 5)], [(.max, .max, 5)],
            [(0, 10, 10)],
        ] as [[(UInt64, UInt64, Int)]])
    func brokenPieces(parts: [(offset: UInt64, length: UInt64, count: Int)]) {
        var pieces = FleetPieces()
        #expect(throws: ProtocolError.malformedFrame) {
            for part in parts {
                var wire = WireFleetPart()
                (wire.offset, wire.length) = (part.offset, part.length)
                wire.piece.append(contentsOf: [UInt8](repeating: 0xFF, count: part.count))
                _ = try pieces.take(Frame(.fleetPart(wire)))
            }
        }
    }

    @Test("events and notes as long as books do not make a report that no console takes: the latest are in it")
    func reportIsBounded() throws {
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
        let report = try #require(
            try Self.received(FleetReport(fleet, events: events, isAll: true, hasRecordings: true)))
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
            for frame in FleetReport(there, events: [], isAll: true, hasRecordings: true).frames {
                var bytes = frame.encoded()
                var codec = FrameCodec()
                try reader.fleet.receive(try #require(try codec.decode(buffer: &bytes)))
            }
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
        for frame in FleetReport(live.store.snapshot(), events: [], isAll: true, hasRecordings: true).frames {
            try quick.fleet.receive(frame)
            try slow.fleet.receive(frame)
        }
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
