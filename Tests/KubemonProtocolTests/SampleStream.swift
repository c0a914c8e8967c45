import KubemonMetrics

/// A stream of items whose values are a function of its seed, for tests of what carries it.
struct SampleStream {
    private var random: SplitMix
    private var alive: [Entity] = [Entity(number: 1, kind: .node)]
    private var nextNumber: UInt32 = 2
    private var slot: UInt64 = 1_000
    private var counters: [UInt32: UInt64] = [:]

    init(seed: UInt64) { random = SplitMix(state: seed) }

    /// Entities that appear and end before the next tick, and the tick.
    mutating func next() -> (appeared: [Entity], ended: [UInt32], tick: Tick) {
        var appeared: [Entity] = slot == 1_000 ? alive : []
        var ended: [UInt32] = []
        if random.below(3) == 0 {
            let kind: EntityKind = [.disk, .interface, .container][Int(random.below(3))]
            let entity = Entity(number: nextNumber, kind: kind, labels: [.init("name", "e\(nextNumber)")])
            nextNumber += 1
            alive.append(entity)
            appeared.append(entity)
        }
        if alive.count > 4, random.below(5) == 0 {
            ended.append(alive.remove(at: 1 + Int(random.below(UInt64(alive.count - 1)))).number)
        }
        slot += 1
        return (appeared, ended, tick())
    }

    private mutating func tick() -> Tick {
        var tick = Tick()
        tick.slot = slot
        tick.wall = slot * 1_000_000_000 + 17
        tick.monotonic = slot * 1_000_000_000
        tick.readDuration = 200_000
        for entity in alive {
            let row = tick[entity.kind].appendRow(entity: entity.number)
            tick.intervals[entity.kind.index] = 1_000_000_000
            for column in 0..<Schema.of(entity.kind).count {
                switch random.below(8) {
                case 0: break
                case 1: tick[entity.kind][row, column] = random.next()
                case 2: tick[entity.kind][row, column] = .max
                default: tick[entity.kind][row, column] = UInt64(column) * 1_000 + slot / 10
                }
            }
        }
        return tick
    }
}

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
