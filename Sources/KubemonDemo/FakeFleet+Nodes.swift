import KubemonMetrics
import KubemonStore

extension FakeFleet {
    /// A name of 300 characters.
    static let longName = String(repeating: "0123456789", count: 30)

    struct Machine {
        var name: String
        var cpus: UInt32
        var memory: UInt64
        var cpu: Double
        var memoryShare: Double
        var pressure: [Double]
        var rates: [Double]
        var state: NodeSnapshot.State
        var age: UInt64
        var address: String

        /// What it is some seconds later, or earlier.
        func at(_ second: Int, _ life: Life) -> Machine {
            guard life != .still, cpus > 0 else { return self }
            var now = self
            let present = Story.state(of: name, max(0, second))
            now.state = present.state
            now.age = present.state == .live ? age % 1_000_000_000 : UInt64(present.seconds) * 1_000_000_000
            // The one that was lost comes back with something to do.
            let (cpu, share) = name == "node-04" ? (24.0, 0.31) : (cpu, memoryShare)
            now.cpu = min(99.4, cpu * life.factor(name + "cpu", second, spread: 0.35))
            now.memoryShare = min(0.98, share * life.factor(name + "memory", second / 4, spread: 0.08))
            let usual = name == "node-04" ? [524_288, 262_144, 0, 1_048_576] : rates
            now.rates = usual.enumerated().map { $1 * life.factor("\(name)rate\($0)", second, spread: 0.7) }
            now.pressure = pressure.enumerated().map {
                min(99, $1 * life.factor("\(name)psi\($0)", second / 3, spread: 0.4))
            }
            return now
        }
    }

    static let machines = [
        Machine(
            name: "node-01", cpus: 64, memory: 256 * gibibyte, cpu: 37.2, memoryShare: 0.61, pressure: [3.2, 0, 1.1],
            rates: [1_258_291, 829_440, 0, 4_299_161], state: .live, age: 400_000_000,
            address: "10.0.0.11:51522"),
        Machine(
            name: "node-02", cpus: 32, memory: 128 * gibibyte, cpu: 91.3, memoryShare: 0.342, pressure: [41.3, 0, 0],
            rates: [92_274_688, 95_420_416, 12_582_912, 32_505_856], state: .live, age: 600_000_000,
            address: "10.0.0.12:40112"),
        Machine(
            name: "node-03", cpus: 32, memory: 128 * gibibyte, cpu: 12.1, memoryShare: 0.222, pressure: [0, 0, 9.4],
            rates: [12_288, 9_216, 220_200_960, 0], state: .stale, age: 7_900_000_000,
            address: "10.0.0.13:39004"),
        Machine(
            name: "node-04", cpus: 64, memory: 256 * gibibyte, cpu: 0, memoryShare: 0, pressure: [0, 0, 0],
            rates: [0, 0, 0, 0], state: .lost, age: 41_000_000_000, address: "10.0.0.14:60230"),
    ]

    static let hostileMachine = Machine(
        name: "evil\u{1B}[31m\u{7}日本語👩‍👩‍👧\n" + longName, cpus: 0, memory: 0, cpu: 1e300, memoryShare: 4,
        pressure: [.nan, 1e9, -1],
        rates: [.infinity, -5, 1e25, .nan], state: .live, age: .max, address: "\u{202E}\u{1B}[2J")

    static func node(_ machine: Machine, elapsed: UInt64, isHostile: Bool, life: Life) -> NodeSnapshot {
        var node = NodeSnapshot()
        node.name = machine.name
        node.state = machine.state
        node.age = machine.age
        node.lastTick = wall + elapsed - min(machine.age, 60_000_000_000)
        node.facts = facts(machine)
        node.reading = reading(machine, elapsed: elapsed)
        let second = Int(elapsed / interval)
        let presence = Presence(of: machine.name, at: second)
        node.recentCPU = (0..<60).map { index in
            guard life != .still else { return Float(FakeHistory.wave(machine.cpu, index + second, spread: 6)) }
            let then = presence.machine(second - 59 + index, life)
            return then.map { Float($0.cpu) } ?? .nan
        }
        FakeTables.fill(&node, machine, isHostile: isHostile, second: second, life)
        node.monitors = [monitor(machine, elapsed: elapsed)]
        return node
    }

    /// One of them is older than the collector.
    private static func version(of machine: Machine) -> String {
        machine.name == "node-03" ? "0.0.9" : KubemonVersion.current
    }

    private static func facts(_ machine: Machine) -> NodeFacts {
        var facts = NodeFacts()
        facts.node = machine.name
        facts.cpus = machine.cpus
        facts.memory = machine.memory
        facts.kernel = "6.1.0-28-amd64"
        facts.operatingSystem = "Debian GNU/Linux 12 (bookworm)"
        facts.cgroup = machine.name == "node-03" ? "v1" : "v2"
        facts.bootID = "5f1c2d07-aa11-4c1e-9f31-0123456789ab"
        facts.bootTime = wall / 1_000_000_000 - 12 * 86_400 - 4 * 3_600 - 660
        facts.version = version(of: machine)
        return facts
    }

    private static func reading(_ machine: Machine, elapsed: UInt64) -> NodeReading {
        var reading = NodeReading.none
        let cpu = machine.cpu
        reading.cpu = cpu
        reading.user = cpu * 0.78
        reading.system = cpu * 0.15
        reading.iowait = 1.2
        reading.interrupts = cpu * 0.07
        reading.steal = 0
        reading.memoryTotal = machine.memory
        reading.memoryUsed = UInt64(min(4, machine.memoryShare) * Double(machine.memory))
        reading.load = [0.57, 0.52, 0.49].map { $0 * cpu / 100 * Double(machine.cpus) }
        reading.pressure = machine.pressure
        (reading.received, reading.sent) = (machine.rates[0], machine.rates[1])
        (reading.read, reading.written) = (machine.rates[2], machine.rates[3])
        return reading
    }

    private static func monitor(_ machine: Machine, elapsed: UInt64) -> MonitorSnapshot {
        var monitor = MonitorSnapshot()
        monitor.address = machine.address
        monitor.key = "monitor-7a31c0d2"
        monitor.isConnected = machine.state != .lost
        let second = Int(elapsed / interval)
        monitor.since =
            machine.state == .lost ? wall + elapsed - machine.age : wall(of: Story.connection(of: machine.name, second))
        monitor.epoch = 0x9F31_C2D0_7A5E
        monitor.kinds = [.node, .disk, .interface, .container, .process, .monitor]
        monitor.version = version(of: machine)
        monitor.interval = interval
        monitor.sequence = 33_118 + elapsed / interval
        monitor.silence = machine.age
        monitor.bytesPerSecond = machine.state == .stale ? 2_048 : 41_984
        monitor.roundTrip = machine.state == .stale ? 220_000_000 : 310_000
        monitor.clockOffset = machine.name == "node-02" ? -3_100_000 : machine.state == .stale ? 12_000_000 : 1_200_000
        monitor.cpu = 0.42
        monitor.resident = 9 << 20
        monitor.overruns = Story.losses(until: second).filter { $0.isFrozen && $0.node == machine.name }
            .reduce(0) { $0 + UInt64($1.seconds.count) }
        monitor.reconnects = machine.state == .lost ? 6 : machine.state == .stale ? 3 : 0
        return monitor
    }
}
