import Glibc
import KubemonMetrics
import KubemonProtocol
import NIOCore
import Testing

/// Random operations on an outbox and the other end of its connection, against a model that only remembers what was
/// appended, what was acknowledged and what was lost.
@Suite("Outbox against its model")
struct OutboxModelTests {
    /// What a spool's files would hold.
    private typealias Disk = [UInt64: [ByteBuffer]]

    private struct World {
        var random: SplitMix
        var outbox: Outbox
        var disk: Disk = [:]
        var decoder = StreamDecoder(known: [:])
        /// The model: every tick's slot by its number, and the highest number.
        var appended: [UInt64: UInt64] = [:]
        var last: UInt64 = 0
        /// What arrived on any connection: number to slot, `nil` for what is no tick. A gap is not kept here.
        var arrived: [UInt64: UInt64?] = [:]
        var declared: Set<UInt64> = []
        var reasons: Set<String> = []
        var acknowledged: UInt64 = 0
        var received: UInt64 = 0
        var slot: UInt64 = 0
        let capacity: Int

        init(seed: UInt64, capacity: Int, hasSpool: Bool) {
            random = SplitMix(state: seed)
            self.capacity = capacity
            outbox = Outbox(epoch: 9, capacity: capacity)
            if hasSpool { outbox.spoolState = .working }
        }

        mutating func append() {
            switch random.below(6) {
            case 0: outbox.append(Event(wall: 1, kind: .marker, text: "x"))
            case 1:
                let number = UInt32(last) + 2
                outbox.append([Entity(number: number, kind: .disk, labels: [.init("disk", "d\(number)")])], ended: [])
                outbox.append([], ended: [number])
                last += 1
            default:
                slot += 1
                var tick = Tick()
                tick.slot = slot
                tick[.monitor].appendRow(entity: 1)
                tick[.monitor][0, 0] = slot
                if slot == 1 {
                    outbox.append([Entity(number: 1, kind: .monitor)], ended: [])
                    last += 1
                }
                outbox.append(tick)
                appended[last + 1] = slot
            }
            last += 1
        }

        mutating func connect() throws {
            decoder = StreamDecoder(known: decoder.last)
            for schema in outbox.connected(decoder.last) { _ = try decoder.receive(schema) }
        }

        mutating func receive(_ limit: UInt64) throws {
            var codec = FrameCodec()
            var count: UInt64 = 0
            while count < limit, var bytes = outbox.next() {
                count += 1
                while let frame = try codec.decode(buffer: &bytes) {
                    for case .item(_, let item) in try decoder.receive(frame) {
                        received = item.sequence
                        switch item.content {
                        case .gap(let gap):
                            declared.formUnion(gap.firstSequence...gap.lastSequence)
                            reasons.insert(gap.reason)
                        case .tick(let tick):
                            #expect(tick[.monitor][0, 0] == tick.slot)
                            arrived[item.sequence] = tick.slot
                        default: arrived.updateValue(nil, forKey: item.sequence)
                        }
                    }
                }
            }
        }

        mutating func spool() {
            for (_, group) in outbox.takeRemoved().groups { disk[group] = nil }
            switch random.below(8) {
            case 0: outbox.spoolState = outbox.spoolState == .working ? .failing : .working
            case 1:
                guard let (epoch, group) = outbox.oldestSpooled else { return }
                outbox.update(epoch) { _ = $0.lose(group, reason: "full") }
            case 2...4:
                guard let (epoch, group) = outbox.wanted else { return }
                var frames = disk[group] ?? []
                if random.below(10) == 0 { frames.removeLast(Int(random.below(UInt64(frames.count + 1)))) }
                outbox.update(epoch) { _ = $0.provide(group, frames, lossReason: "damaged") }
            default:
                guard let work = outbox.unspooled() else { return }
                disk[work.group] = Array((disk[work.group] ?? []).prefix(work.done)) + work.frames
                outbox.update(work.epoch) { $0.didSpool(work) }
            }
        }

        mutating func step() throws {
            switch random.below(12) {
            case 0...4: for _ in 0...random.below(12) { append() }
            case 5: try connect()
            case 6, 7: try receive(random.below(60))
            case 8:
                acknowledged = max(acknowledged, received - random.below(min(30, received + 1)))
                outbox.acknowledge(epoch: 9, acknowledged)
            case 9:
                // The recorder could not keep what came after this (R7).
                guard received > acknowledged else { return }
                let kept = acknowledged + random.below(received - acknowledged + 1)
                decoder.forget(epoch: 9, after: kept)
                outbox.rewind(epoch: 9, to: kept + 1)
                received = min(received, kept)
            default: if outbox.spoolState != .none { spool() }
            }
        }

        mutating func finish() throws {
            if outbox.spoolState != .none { outbox.spoolState = .working }
            try connect()
            var isMore = true
            while isMore {
                try receive(.max)
                isMore = false
                while let work = outbox.unspooled() {
                    disk[work.group] = Array((disk[work.group] ?? []).prefix(work.done)) + work.frames
                    outbox.update(work.epoch) { $0.didSpool(work) }
                    isMore = true
                }
                if let (epoch, group) = outbox.wanted {
                    outbox.update(epoch) { _ = $0.provide(group, disk[group] ?? [], lossReason: "damaged") }
                    isMore = true
                }
            }
        }
    }

    @Test(
        "R2, R3, R18: every item arrives as it was appended or is declared lost, whatever happens in whatever order",
        arguments: 0..<UInt64(10), [(1 << 30, false), (30_000, false), (30_000, true), (1 << 30, true)])
    func randomOperations(offset: UInt64, _ setting: (capacity: Int, hasSpool: Bool)) throws {
        let seed = (getenv("SEED").flatMap { UInt64(String(cString: $0)) } ?? UInt64.random(in: 0..<1 << 32)) + offset
        let comment: Comment = "seed \(seed), \(setting)"
        var world = World(seed: seed, capacity: setting.capacity, hasSpool: setting.hasSpool)
        try world.connect()
        for _ in 0..<400 {
            try world.step()
            if !setting.hasSpool { #expect(world.outbox.bytes < setting.capacity + 60_000, comment) }
        }
        try world.finish()
        #expect(world.received == world.last, comment)
        for sequence in 1...world.last where world.arrived[sequence] == nil {
            #expect(world.declared.contains(sequence), "\(sequence) is missing, \(comment)")
        }
        for (sequence, slot) in world.arrived { #expect(world.appended[sequence] == slot, comment) }
        if setting.capacity == 1 << 30, !setting.hasSpool { #expect(world.reasons.isEmpty, comment) }
    }
}
