import KubemonMetrics
public import KubemonStore

/// Invented curves.
public enum FakeHistory {
    /// Five minutes of one sample per second before `end`, with a gap of nine seconds, as far as they are in the window.
    public static func history(of node: String, end: UInt64) -> History {
        var history = History()
        history.node = node
        let last = end / FakeFleet.interval
        let presence = Presence(of: node, at: 0)
        for second in (last - 900)...last {
            if presence.isLost(FakeFleet.second(of: second * FakeFleet.interval)) { continue }
            let phase = Int(second % 100_000)
            let isBurst = (1_795_356_081...1_795_356_101).contains(second)
            let cpu = isBurst ? 92 : wave(36, phase, spread: 14)
            let memory = 48 + Double(phase % 900) / 70
            let network = 1_200_000 * (1 + wave(40, phase, spread: 40) / 50)
            let values: [Double] = [
                cpu, memory, network, network * 0.6, wave(20, phase * 3, spread: 20) * 20_000, 4_000_000,
                isBurst ? 38 : 3, 0, 1,
            ]
            history.points.append(
                .init(wall: second * FakeFleet.interval + 1_000_000, values: values.map { Float($0) }))
        }
        return history
    }

    /// A value that goes up and down around `centre`, without any random number.
    static func wave(_ centre: Double, _ phase: Int, spread: Double) -> Double {
        let slow = Double(abs(phase % 90 - 45)) / 45
        let fast = Double((phase * 7_919) % 23) / 23
        return min(100, max(0, centre + (slow - 0.5) * spread + (fast - 0.5) * spread * 0.6))
    }
}

extension FakeFleet {
    /// The fleet with the histories that a console asks for.
    public static func answer(
        _ request: HistoryRequest, in fleet: FleetSnapshot, life: Life = .still
    ) -> FleetSnapshot {
        var fleet = fleet
        fleet.request = request
        fleet.history = History()
        if let node = request.node, fleet.nodes.contains(where: { $0.name == node }) {
            fleet.history =
                life == .still
                ? FakeHistory.history(of: node, end: fleet.wall)
                : FakeHistory.history(of: node, end: fleet.wall, life)
        }
        if let subject = request.subject { fleet.subjectHistory = FakeHistory.history(of: subject, in: fleet, life) }
        if let network = request.network { fleet.networkHistory = FakeHistory.history(of: network, in: fleet, life) }
        let past = LivePast(life: life, second: FakeFleet.second(of: fleet.wall), keys: request.recent, length: 60)
        for key in request.recent {
            fleet.recentCPU[key] = past?.cpu(of: key) ?? FakeHistory.recentCPU(of: key, in: fleet)
        }
        return fleet
    }
}

extension FakeHistory {
    /// Five minutes of a container, or one of a process, that lead to what its row says now.
    static func history(of key: EntityKey, in fleet: FleetSnapshot, _ life: Life) -> History {
        var history = History()
        history.node = key.node
        let second = FakeFleet.second(of: fleet.wall)
        if let past = LivePast(life: life, second: second, keys: [key], length: key.kind == .container ? 300 : 60) {
            history.points = past.points(of: key)
            return history
        }
        guard let node = fleet.nodes.first(where: { $0.name == key.node }),
            let row = node[key.kind].current.row(of: key.number)
        else { return history }
        let table = node[key.kind]
        let reading =
            key.kind == .container
            ? ContainerReading(
                row: row, current: table.current, previous: table.previous, interval: table.interval)
            : nil
        let last = fleet.wall / FakeFleet.interval
        let presence = Presence(of: key.node, at: 0)
        let now = cpu(of: key, table: table, row: row)
        for back in (0..<(reading == nil ? 60 : 300)).reversed() {
            let second = last - UInt64(back)
            if presence.isLost(FakeFleet.second(of: second * FakeFleet.interval)) { continue }
            let cpu = around(now, key, phase: Int(second % 100_000))
            let values =
                reading.map { point(of: $0, cpu: cpu, back: back, phase: Int(second % 100_000)) } ?? [cpu ?? .nan]
            history.points.append(
                .init(wall: second * FakeFleet.interval + 1_000_000, values: values.map { Float($0) }))
        }
        return history
    }

    private static func point(of reading: ContainerReading, cpu: Double?, back: Int, phase: Int) -> [Double] {
        let ramp = 0.55 + 0.45 * Double(300 - back) / 300
        let isLate = back < 90
        func around(_ value: Double?) -> Double { value.map { $0 * (0.6 + wave(40, phase, spread: 50) / 100) } ?? .nan }
        return [
            cpu.map { min($0 * (isLate ? 1.1 : 0.7), reading.cpuLimit ?? .infinity) } ?? .nan,
            reading.throttledPeriods.map { isLate ? $0 * (0.8 + wave(10, phase * 3, spread: 20) / 100) : 2 } ?? .nan,
            reading.workingSet.map { Double($0) * ramp } ?? .nan, around(reading.received), around(reading.sent),
            around(reading.read), around(reading.written),
        ] + reading.pressure.map { $0.map { isLate ? $0 : $0 / 8 } ?? .nan }
    }

    /// CPUs used in the last minute.
    static func recentCPU(of key: EntityKey, in fleet: FleetSnapshot) -> [Float] {
        guard let node = fleet.nodes.first(where: { $0.name == key.node }),
            let row = node[key.kind].current.row(of: key.number)
        else { return [] }
        let last = Int(fleet.wall / FakeFleet.interval % 100_000)
        let cpu = cpu(of: key, table: node[key.kind], row: row)
        return (0..<60).map { Float(around(cpu, key, phase: last - 59 + $0) ?? .nan) }
    }

    private static func cpu(of key: EntityKey, table: KindTable, row: Int) -> Double? {
        key.kind == .container
            ? ContainerReading(
                row: row, current: table.current, previous: table.previous, interval: table.interval
            ).cpu
            : ProcessReading(
                row: row, current: table.current, previous: table.previous, interval: table.interval
            ).cpu
    }

    private static func around(_ cpu: Double?, _ key: EntityKey, phase: Int) -> Double? {
        cpu.map { $0 * (0.75 + wave(50, phase + Int(key.number) * 13, spread: 60) / 200) }
    }
}
