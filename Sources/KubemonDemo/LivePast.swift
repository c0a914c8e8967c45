import KubemonMetrics
import KubemonStore

/// What containers and processes of the lively fleet did in the last seconds.
struct LivePast {
    private let life: Life
    private let seconds: Range<Int>
    /// The containers of each machine that is asked about, second by second; `nil` while it was away.
    private var containers: [String: [[FakeContainer]?]] = [:]
    /// CPU of the processes of each machine, likewise; only where one is asked about.
    private var processes: [String: [[UInt32: Float]?]] = [:]

    /// `nil` if the fleet is still.
    init?(life: Life, second: Int, keys: [EntityKey], length: Int) {
        guard life != .still else { return nil }
        self.life = life
        seconds = (second - length + 1)..<(second + 1)
        for node in Set(keys.map(\.node)) {
            let presence = Presence(of: node, at: second)
            containers[node] = seconds.map { second in
                presence.has(second) ? FakeContainer.fleet(of: node, second, life) : nil
            }
        }
        for node in Set(keys.filter { $0.kind == .process }.map(\.node)) {
            processes[node] = containers[node]?.map { now in
                now.map { containers in
                    let all = FakeProcess.fleet(of: node, containers: containers)
                    return Dictionary(all.map { (UInt32($0.pid), Float($0.cpu)) }, uniquingKeysWith: { $1 })
                }
            }
        }
    }

    /// CPUs used, oldest first.
    func cpu(of key: EntityKey) -> [Float] {
        if key.kind == .process { return (processes[key.node] ?? []).map { $0?[key.number] ?? .nan } }
        return (containers[key.node] ?? []).map { now in
            now.flatMap { Self.container(key.number, in: $0) }.map { Float($0.cpu) } ?? .nan
        }
    }

    /// What is plotted of a container; of a process only its CPU.
    func points(of key: EntityKey) -> [History.Point] {
        let walls = seconds.map(FakeFleet.wall)
        guard key.kind == .container else {
            return zip(walls, cpu(of: key)).filter { !$0.1.isNaN }.map { History.Point(wall: $0, values: [$1]) }
        }
        let all = containers[key.node] ?? []
        return zip(walls, all).compactMap { wall, now in
            guard let container = now.flatMap({ Self.container(key.number, in: $0) }) else { return nil }
            let values: [Double?] = [
                container.cpu, container.cpuLimit == nil ? nil : container.throttled, container.memory * 1_048_576,
                container.network?.rx, container.network?.tx, container.disk.read, container.disk.written,
            ]
            return History.Point(
                wall: wall, values: (values + container.pressure).map { $0.map { Float($0) } ?? .nan })
        }
    }

    private static func container(_ number: UInt32, in all: [FakeContainer]) -> FakeContainer? {
        let index = all.firstIndex { $0.number == number } ?? Int(number) - 100
        guard all.indices.contains(index), all[index].number == nil || all[index].number == number else { return nil }
        return all[index]
    }
}

extension FakeFleet {
    /// Whole seconds since the beginning.
    static func second(of now: UInt64) -> Int { Int((Int64(now) - Int64(wall)) / Int64(interval)) }

    /// The instant of a second, wall ns.
    static func wall(of second: Int) -> UInt64 { UInt64(Int64(wall) + Int64(second) * Int64(interval)) }
}

extension FakeHistory {
    /// A quarter of an hour of a machine of the lively fleet.
    static func history(of node: String, end: UInt64, _ life: Life) -> History {
        var history = History()
        history.node = node
        let last = FakeFleet.second(of: end)
        let presence = Presence(of: node, at: last)
        for second in (last - 900)...last {
            guard let machine = presence.machine(second, life) else { continue }
            let values = [machine.cpu, machine.memoryShare * 100] + machine.rates + machine.pressure
            history.points.append(.init(wall: FakeFleet.wall(of: second), values: values.map { Float($0) }))
        }
        return history
    }
}
