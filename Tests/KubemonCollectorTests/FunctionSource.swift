import KubemonAgent
import KubemonMetrics

/// A source of samples whose values are a function of the node and the sequence of its samples, so that a recording can be
/// checked against that function cell by cell.
final class FunctionSource: SampleSource {
    let facts: NodeFacts
    var tick = Tick()
    private(set) var appeared: [Entity] = []
    private(set) var ended: [UInt32] = []
    private(set) var events: [Event] = []
    let parseErrors: UInt64 = 0

    private let time = SystemTime()
    private var nextNumber: UInt32 = 1
    private var pending: [Entity] = []
    private var alive: [Entity] = []
    private var count: UInt64 = 0

    init(node: String) {
        var facts = NodeFacts()
        facts.node = node
        facts.bootID = "boot-" + node
        self.facts = facts
        alive = [assign(.node, labels: []), assign(.disk, labels: [.init("disk", "vda"), .init("physical", "yes")])]
    }

    func assign(_ kind: EntityKind, labels: [Entity.Label]) -> Entity {
        let entity = Entity(number: nextNumber, kind: kind, labels: labels)
        nextNumber += 1
        pending.append(entity)
        return entity
    }

    func sample(slot: UInt64) {
        count += 1
        ended = []
        // Containers come and go: one is born every third sample and lives for seven.
        if count % 3 == 0 { alive.append(assign(.container, labels: [.init("container_id", "docker:\(count)")])) }
        if count % 7 == 0, let index = alive.firstIndex(where: { $0.kind == .container }) {
            ended.append(alive.remove(at: index).number)
        }
        (appeared, pending) = (pending, [])
        for kind in EntityKind.allCases { tick[kind].removeAll() }
        (tick.slot, tick.wall, tick.monotonic) = (slot, time.wall(), time.monotonic())
        for entity in alive.sorted(by: { $0.number < $1.number }) {
            let row = tick[entity.kind].appendRow(entity: entity.number)
            for column in 0..<Schema.of(entity.kind).count {
                tick[entity.kind][row, column] = Self.value(slot: slot, entity: entity.number, column: column)
            }
        }
    }

    /// The value of a cell.
    static func value(slot: UInt64, entity: UInt32, column: Int) -> UInt64 {
        slot &* 1_000 &+ UInt64(entity) &* 100_000 &+ UInt64(column)
    }
}
