public import KubemonAgent
public import KubemonMetrics

/// A source of samples whose values are a function of node, slot, entity and column, so that a recording can be checked
/// against that function cell by cell.
public final class FunctionSource: SampleSource {
    /// What the invented machine is called.
    public let facts: NodeFacts
    /// The newest sample.
    public var tick = Tick()
    /// Entities that appeared at the newest sample.
    public private(set) var appeared: [Entity] = []
    /// Entities that ended at the newest sample.
    public private(set) var ended: [UInt32] = []
    /// What happened at the newest sample.
    public private(set) var events: [Event] = []
    /// Always 0: nothing is parsed.
    public let parseErrors: UInt64 = 0

    private let time: any TimeSource
    /// Told of each sample that was taken, before anything else happens with it.
    private let taken: (UInt64) -> Void
    private var complaint: String?
    private var nextNumber: UInt32 = 1
    private var pending: [Entity] = []
    private var alive: [Entity] = []
    private var count: UInt64 = 0

    /// Invents a machine.
    ///
    /// - Parameters:
    ///   - complaint: what it can't read, said at the first sample.
    ///   - time: its clocks.
    ///   - taken: called with the slot of each sample, right after it was taken.
    public init(
        node: String, complaint: String? = nil, time: any TimeSource = SystemTime(),
        taken: @escaping (UInt64) -> Void = { _ in }
    ) {
        (self.time, self.taken) = (time, taken)
        self.complaint = complaint
        var facts = NodeFacts()
        facts.node = node
        facts.bootID = "boot-" + node
        self.facts = facts
        alive = [assign(.node, labels: []), assign(.disk, labels: [.init("disk", "vda"), .init("physical", "yes")])]
    }

    /// Invents an entity.
    public func assign(_ kind: EntityKind, labels: [Entity.Label]) -> Entity {
        let entity = Entity(number: nextNumber, kind: kind, labels: labels)
        nextNumber += 1
        pending.append(entity)
        return entity
    }

    /// Takes one sample.
    public func sample(slot: UInt64) {
        count += 1
        ended = []
        events = complaint.map { [Event(wall: time.wall(), kind: .unreadable, text: $0)] } ?? []
        complaint = nil
        // Containers come and go, at most eight at a time.
        if count % 3 == 0, alive.count(where: { $0.kind == .container }) < 8 {
            alive.append(assign(.container, labels: [.init("container_id", "docker:\(count)")]))
        }
        if count % 7 == 0, let index = alive.firstIndex(where: { $0.kind == .container }) {
            ended.append(alive.remove(at: index).number)
        }
        (appeared, pending) = (pending, [])
        for kind in EntityKind.allCases { tick[kind].removeAll() }
        (tick.slot, tick.wall, tick.monotonic) = (slot, time.wall(), time.monotonic())
        for entity in alive.sorted(by: { $0.number < $1.number }) {
            let row = tick[entity.kind].appendRow(entity: entity.number)
            for column in 0..<Schema.of(entity.kind).count {
                tick[entity.kind][row, column] = Self.value(
                    node: facts.node, slot: slot, entity: entity.number, column: column)
            }
        }
        taken(slot)
    }

    /// The value of a cell.
    public static func value(node: String, slot: UInt64, entity: UInt32, column: Int) -> UInt64 {
        let name = node.utf8.reduce(UInt64(0)) { $0 + UInt64($1) }
        return slot * 1_000_000 + name * 100_000 + UInt64(entity) * 1_000 + UInt64(column)
    }
}
