import KubemonMetrics
import KubemonProtocol
import NIOCore
import Testing

@Suite("Key groups")
struct SendBufferTests {
    /// Everything that a decoder makes of the frames a buffer has to send, as items.
    private static func receive(
        _ buffer: inout SendBuffer, into decoder: inout StreamDecoder, limit: Int = .max
    ) throws -> [StreamItem] {
        var items: [StreamItem] = []
        var codec = FrameCodec()
        for _ in 0..<limit {
            guard var bytes = buffer.next() else { break }
            while bytes.readableBytes > 0 {
                let frame = try #require(try codec.decode(buffer: &bytes))
                for case .item(_, let item) in try decoder.receive(frame) { items.append(item) }
            }
        }
        return items
    }

    private static func send(schemasOf buffer: borrowing SendBuffer, to decoder: inout StreamDecoder) throws {
        for schema in buffer.schemas { #expect(try decoder.receive(schema) == []) }
    }

    @Test("R2: every tick arrives as it was sent, whatever appears, ends, goes missing or wraps", arguments: 0..<20)
    func everythingArrives(seed: UInt64) throws {
        var stream = SampleStream(seed: seed)
        var buffer = SendBuffer(epoch: 7)
        var decoder = StreamDecoder(known: [:])
        try Self.send(schemasOf: buffer, to: &decoder)
        for _ in 0..<150 {
            let (appeared, ended, tick) = stream.next()
            buffer.append(appeared, ended: ended)
            buffer.append(tick)
            let items = try Self.receive(&buffer, into: &decoder)
            #expect(items.last?.content == .tick(tick), "seed \(seed)")
            #expect(items.last?.sequence == buffer.lastSequence)
        }
        #expect(decoder.last[7] == buffer.lastSequence)
    }

    @Test("R4: a lost connection loses and doubles nothing, wherever it is cut", arguments: 0..<20)
    func cutsLoseNothing(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        var stream = SampleStream(seed: seed)
        var buffer = SendBuffer(epoch: 7)
        var decoder = StreamDecoder(known: [:])
        try Self.send(schemasOf: buffer, to: &decoder)
        var received: [StreamItem] = []
        var sent: [Tick] = []
        for _ in 0..<200 {
            let (appeared, ended, tick) = stream.next()
            buffer.append(appeared, ended: ended)
            buffer.append(tick)
            sent.append(tick)
            if random.below(4) == 0 {
                received += try Self.receive(&buffer, into: &decoder, limit: Int(random.below(5)))
                if random.below(2) == 0 { buffer.acknowledge(decoder.last[7] ?? 0) }
                // A new connection: the collector says what it has.
                decoder = StreamDecoder(known: decoder.last)
                try Self.send(schemasOf: buffer, to: &decoder)
                buffer.rewind(to: (decoder.last[7] ?? 0) + 1)
            }
        }
        received += try Self.receive(&buffer, into: &decoder)
        #expect(received.map(\.sequence) == Array(1...buffer.lastSequence), "seed \(seed)")
        #expect(received.compactMap { if case .tick(let tick) = $0.content { tick } else { nil } } == sent)
    }

    @Test("what a new group describes as the last one did is in memory once, with those who were told of it before")
    func sharesDescriptions() throws {
        var stream = SampleStream(seed: 3)
        var buffer = SendBuffer(epoch: 7)
        var decoder = StreamDecoder(known: [:])
        try Self.send(schemasOf: buffer, to: &decoder)
        let appeared = [Entity(number: 1, kind: .node, labels: [.init("name", "machine")])]
        buffer.append(appeared, ended: [])
        var told: [Entity] = []
        for _ in 0..<150 {
            buffer.append(stream.next().tick.onlyNode)
            _ = try Self.receive(&buffer, into: &decoder)
            if told.isEmpty { told = decoder.alive }
        }
        let places = [told, decoder.alive].map { entities in
            entities.map { $0.labels.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) } }
        }
        #expect(decoder.alive == appeared && places[0] == places[1])
    }

    @Test("R2: a full buffer drops the oldest group whole and says so with a gap")
    func overflowIsDeclared() throws {
        var stream = SampleStream(seed: 1)
        var buffer = SendBuffer(epoch: 7, capacity: 1_000_000)
        for _ in 0..<2_000 {
            let (appeared, ended, tick) = stream.next()
            buffer.append(appeared, ended: ended)
            buffer.append(tick)
        }
        #expect(buffer.bytes <= 1_000_000)
        #expect(buffer.dropped > 0)
        var decoder = StreamDecoder(known: [7: 100])
        try Self.send(schemasOf: buffer, to: &decoder)
        buffer.rewind(to: 101)
        let items = try Self.receive(&buffer, into: &decoder)
        guard case .gap(let gap) = items.first?.content else {
            Issue.record("the first item is no gap")
            return
        }
        #expect(gap.firstSequence == 101)
        #expect(gap.isRest, "items up to 100 came, and their slots are not missing")
        #expect(gap.lastSequence == buffer.dropped)
        #expect(items.dropFirst().map(\.sequence) == Array(gap.lastSequence + 1...buffer.lastSequence))
    }

    @Test("R2: acknowledged groups leave the buffer, the open one stays")
    func acknowledgedGroupsLeave() {
        var stream = SampleStream(seed: 2)
        var buffer = SendBuffer(epoch: 7)
        for _ in 0..<130 {
            let (appeared, ended, tick) = stream.next()
            buffer.append(appeared, ended: ended)
            buffer.append(tick)
        }
        let full = buffer.bytes
        buffer.acknowledge(buffer.lastSequence)
        #expect(buffer.bytes < full / 2)
        #expect(buffer.backlog.first > 60)
        #expect(buffer.backlog.last == buffer.lastSequence)
    }

    @Test("R4: an item that is neither next nor known closes the connection")
    func brokenSequenceIsRefused() throws {
        var stream = SampleStream(seed: 3)
        var buffer = SendBuffer(epoch: 7)
        for _ in 0..<3 { buffer.append(stream.next().tick) }
        var frames: [Frame] = []
        var codec = FrameCodec()
        while var bytes = buffer.next() { frames.append(try #require(try codec.decode(buffer: &bytes))) }
        var decoder = StreamDecoder(known: [:])
        try Self.send(schemasOf: buffer, to: &decoder)
        _ = try decoder.receive(frames[0])
        #expect(throws: ProtocolError.sequenceBroken(expected: 1, received: 2)) { try decoder.receive(frames[2]) }
    }

    @Test("R4: a group that starts beyond the next item closes the connection")
    func holeBeforeGroupIsRefused() throws {
        var stream = SampleStream(seed: 4)
        var buffer = SendBuffer(epoch: 7)
        for _ in 0..<70 { buffer.append(stream.next().tick) }
        buffer.rewind(to: 65)
        var codec = FrameCodec()
        var decoder = StreamDecoder(known: [7: 10])
        try Self.send(schemasOf: buffer, to: &decoder)
        let next = buffer.next()
        var bytes = try #require(next)
        let frame = try #require(try codec.decode(buffer: &bytes))
        #expect(throws: ProtocolError.sequenceBroken(expected: 11, received: 61)) { try decoder.receive(frame) }
    }

    @Test("R6: a row of an entity that was not described is rejected, becomes a gap, and the next group is good again")
    func rejectedContentBecomesGap() throws {
        var buffer = SendBuffer(epoch: 7)
        var tick = Tick()
        tick.slot = 1
        tick[.node].appendRow(entity: 9)
        buffer.append(tick)
        var decoder = StreamDecoder(known: [:])
        try Self.send(schemasOf: buffer, to: &decoder)
        var codec = FrameCodec()
        var outputs: [StreamDecoder.Output] = []
        while var bytes = buffer.next() {
            outputs += try decoder.receive(try #require(try codec.decode(buffer: &bytes)))
        }
        #expect(outputs.contains(.rejected(epoch: 7, sequence: 1, .unknownEntity(9))))
        guard case .item(7, let item) = outputs.last, case .gap(let gap) = item.content else {
            Issue.record("no gap")
            return
        }
        #expect((gap.firstSequence, gap.lastSequence) == (1, 1))
    }

    @Test("R6: a large tick travels in parts below 1 MiB and arrives as one")
    func largeTicksAreSplit() throws {
        var buffer = SendBuffer(epoch: 7)
        var tick = Tick()
        tick.slot = 5
        let entities = (1...60_000).map { Entity(number: UInt32($0), kind: .container) }
        for entity in entities {
            let row = tick[.container].appendRow(entity: entity.number)
            tick.intervals[EntityKind.container.index] = 1
            for column in 0..<Schema.of(.container).count { tick[.container][row, column] = .max / 3 }
        }
        buffer.append(entities, ended: [])
        buffer.append(tick)
        var decoder = StreamDecoder(known: [:])
        try Self.send(schemasOf: buffer, to: &decoder)
        var codec = FrameCodec()
        var parts = 0
        var ticks: [Tick] = []
        while var bytes = buffer.next() {
            let size = bytes.readableBytes
            for case .item(_, let item) in try decoder.receive(try #require(try codec.decode(buffer: &bytes))) {
                parts += 1
                if case .tick(let tick) = item.content { ticks.append(tick) }
                if parts > 1 { #expect(size < 1 << 20) }
            }
        }
        #expect(ticks == [tick])
        #expect(parts > 2)
    }

    @Test("R7: after Resume the stream goes on from there, and what was under way is passed over")
    func resumeStartsOver() throws {
        var stream = SampleStream(seed: 5)
        var buffer = SendBuffer(epoch: 7)
        var decoder = StreamDecoder(known: [:])
        try Self.send(schemasOf: buffer, to: &decoder)
        for _ in 0..<100 { buffer.append(stream.next().tick.withNodeOnly()) }
        _ = try Self.receive(&buffer, into: &decoder, limit: 90)
        decoder.forget(epoch: 7, after: 30)
        // Frames that the monitor sent before it heard of it.
        #expect(try Self.receive(&buffer, into: &decoder, limit: 5).isEmpty)
        buffer.rewind(to: 31)
        let items = try Self.receive(&buffer, into: &decoder)
        #expect(items.map(\.sequence) == Array(31...buffer.lastSequence))
    }

    @Test("R3, R7: what of a later run is under way does not come before the earlier run that was asked for again")
    func laterRunsWait() throws {
        func buffer(_ epoch: UInt64, _ count: Int) -> SendBuffer {
            var stream = SampleStream(seed: epoch)
            var buffer = SendBuffer(epoch: epoch)
            for _ in 0..<count { buffer.append(stream.next().tick.withNodeOnly()) }
            return buffer
        }
        var (early, late) = (buffer(1, 5), buffer(2, 3))
        var decoder = StreamDecoder(known: [:])
        try Self.send(schemasOf: early, to: &decoder)
        _ = try Self.receive(&early, into: &decoder)
        // The recorder lost the end of the first run while the second was on its way.
        decoder.forget(epoch: 1, after: 2)
        decoder.forget(epoch: 2, after: 0)
        #expect(try Self.receive(&late, into: &decoder).isEmpty)
        early.rewind(to: 3)
        late.rewind(to: 0)
        #expect(try Self.receive(&early, into: &decoder).map(\.sequence) == [3, 4, 5])
        #expect(try Self.receive(&late, into: &decoder).map(\.sequence) == [1, 2, 3])
    }

    @Test("R7: a run of which nothing was kept is sent again from where the monitor's buffer begins")
    func unknownPositionStartsAtBuffer() throws {
        var stream = SampleStream(seed: 8)
        var buffer = SendBuffer(epoch: 7)
        var decoder = StreamDecoder(known: [:])
        try Self.send(schemasOf: buffer, to: &decoder)
        for _ in 0..<130 { buffer.append(stream.next().tick.withNodeOnly()) }
        buffer.acknowledge(100)
        _ = try Self.receive(&buffer, into: &decoder, limit: 1)
        let first = try #require(decoder.last[7]) + 1
        #expect(first > 1)
        decoder.forget(epoch: 7, after: nil)
        buffer.rewind(to: 0)
        #expect(try Self.receive(&buffer, into: &decoder).map(\.sequence) == Array(first...130))
    }

    @Test("any number of descriptions travels in frames that are not too long, and a group still decodes alone")
    func manyEntities() throws {
        var buffer = SendBuffer(epoch: 7)
        let entities = (1...1200).map { number in
            Entity(
                number: UInt32(number), kind: .process,
                labels: [.init("pid", "\(number)"), .init("cmdline", String(repeating: "x", count: 4000))])
        }
        buffer.append(entities, ended: [])
        // The last two are in a group of their own, and only they.
        for _ in 0..<62 { buffer.append(Tick()) }
        // Not once per tick.
        #expect(buffer.bytes < 20_000_000)
        buffer.rewind(to: buffer.lastSequence)
        var decoder = StreamDecoder(known: [7: buffer.lastSequence - 1])
        try Self.send(schemasOf: buffer, to: &decoder)
        // The codec refuses a frame that is too long.
        let items = try Self.receive(&buffer, into: &decoder)
        #expect(items.count == 1)
        #expect(decoder.alive == entities)
        var other = StreamDecoder(known: [:])
        try Self.send(schemasOf: buffer, to: &other)
        buffer.rewind(to: 0)
        let all = try Self.receive(&buffer, into: &other)
        #expect(all.map(\.sequence) == (1...buffer.lastSequence).map { $0 })
        #expect(other.alive == entities)
    }
}

extension Tick {
    /// The tick with a described node and nothing else.
    fileprivate func withNodeOnly() -> Tick {
        var result = self
        for kind in EntityKind.allCases { result[kind].removeAll() }
        return result
    }
}

extension Tick {
    /// Without rows of anything but the machine.
    fileprivate var onlyNode: Tick {
        var tick = self
        for kind in EntityKind.allCases where kind != .node { tick[kind].removeAll() }
        return tick
    }
}
