import KubemonMetrics
import KubemonProtocol
import NIOCore

/// A monitor whose samples follow from its seed, and what it sends.
struct RandomMonitor: ~Copyable {
    let source: StreamSource
    let hello: Hello
    private(set) var buffer: SendBuffer
    private var random: SplitMix
    private var alive: [Entity]
    private var nextNumber: UInt32 = 2

    init(node: String, seed: UInt64) {
        random = SplitMix(state: seed)
        source = StreamSource(node: node, epoch: random.next() | 1)
        var facts = NodeFacts()
        facts.node = node
        hello = Hello(
            facts: facts, backlog: [.init(epoch: source.epoch, first: 1, last: 0)], kinds: EntityKind.allCases,
            minimumInterval: 100_000_000)
        buffer = SendBuffer(epoch: source.epoch)
        alive = [Entity(number: 1, kind: .node)]
    }

    /// Takes a sample in a slot of 1 s and returns when, wall ns. Containers and processes come and go.
    mutating func sample(slot: UInt64) -> UInt64 {
        var appeared = buffer.lastSequence == 0 ? alive : []
        var ended: [UInt32] = []
        while random.below(3) == 0 {
            let kinds: [EntityKind] = [.disk, .interface, .container, .process]
            let kind = kinds[Int(random.below(4))]
            let entity = Entity(number: nextNumber, kind: kind, labels: [.init("pid", "\(nextNumber)")])
            nextNumber += 1
            alive.append(entity)
            appeared.append(entity)
        }
        while alive.count > 20 || alive.count > 3 && random.below(4) == 0 {
            ended.append(alive.remove(at: 1 + Int(random.below(UInt64(alive.count - 1)))).number)
        }
        buffer.append(appeared, ended: ended)
        if random.below(10) == 0 { buffer.append(Event(wall: slot * second, kind: .oomKill, text: "killed")) }
        let tick = tick(slot: slot)
        buffer.append(tick)
        return tick.wall
    }

    private mutating func tick(slot: UInt64) -> Tick {
        var tick = Tick()
        tick.slot = slot
        tick.wall = slot * second + random.below(40_000_000)
        tick.monotonic = tick.wall - 5 * second
        for entity in alive {
            let row = tick[entity.kind].appendRow(entity: entity.number)
            tick.intervals[entity.kind.index] = second
            for column in 0..<Schema.of(entity.kind).count where random.below(9) > 0 {
                tick[entity.kind][row, column] = slot * 1000 * UInt64(column + 1) + random.below(500)
            }
        }
        return tick
    }

    /// What is to be sent, as it arrives.
    mutating func frames() throws -> [Frame] {
        var bytes = ByteBuffer()
        while let next = buffer.next() { bytes.writeImmutableBuffer(next) }
        var codec = FrameCodec()
        var frames: [Frame] = []
        while let frame = try codec.decode(buffer: &bytes) { frames.append(frame) }
        return frames
    }

    /// The columns, as they arrive.
    func schemas() throws -> [Frame] {
        var codec = FrameCodec()
        return try buffer.schemas.compactMap { schema in
            var bytes = schema.encoded()
            return try codec.decode(buffer: &bytes)
        }
    }

    /// A new connection: everything from the group that holds `sequence` on is sent again.
    mutating func rewind(to sequence: UInt64) { buffer.rewind(to: sequence) }
}

let second: UInt64 = 1_000_000_000

/// A small random number generator that gives the same numbers for the same seed.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func below(_ bound: UInt64) -> UInt64 { next() % bound }
}
