import KubemonDashboard
import KubemonDemo
import KubemonMetrics
import KubemonScreen
import KubemonStore
import Testing

@Suite("Alarms")
struct AlarmTests {
    private static let second: UInt64 = 1_000_000_000

    /// A fleet in which nothing is at its limit, seconds after the beginning.
    private func calm(_ seconds: UInt64, memory: Double = 50) -> FleetSnapshot {
        var fleet = FakeFleet.snapshot(elapsed: seconds * Self.second)
        fleet.nodes = [fleet.nodes[0]]
        fleet.nodes[0].tables = []
        fleet.nodes[0].reading?.memoryTotal = 1_000
        fleet.nodes[0].reading?.memoryUsed = UInt64(memory * 10)
        return fleet
    }

    /// The log of alarms, newest first.
    private func log(_ state: DashboardState, _ fleet: FleetSnapshot) -> [String] {
        var state = state
        _ = state.handle(.resize(rows: 40, columns: 120), snapshot: fleet)
        for key in [Key.character("7"), .character("/"), .paste("kind=alarm"), .enter] {
            _ = state.handle(.key(key), snapshot: fleet)
        }
        let frame = Dashboard.render(state, fleet, rows: 40, columns: 120)
        return (3..<30).map(frame.text(ofRow:)).filter { $0.contains(" alarm ") }
    }

    private func title(_ state: DashboardState, _ fleet: FleetSnapshot, columns: Int = 120) -> String {
        Dashboard.render(state, fleet, rows: 24, columns: columns).text(ofRow: 0)
    }

    @Test("one is raised at its limit and over when the value has been below nine tenths of it for five seconds")
    func hysteresis() {
        var state = DashboardState()
        // seconds, value, whether it is raised afterwards
        let course: [(UInt64, Double, Bool)] = [
            (0, 94.9, false), (1, 95, true), (2, 90, true), (3, 86, true), (10, 86, true), (11, 96, true),
            (12, 80, true),
            (15, 80, true), (16, 80, false), (17, 94, false), (18, 95, true),
        ]
        for (seconds, value, isRaised) in course {
            let fleet = calm(seconds, memory: value)
            _ = state.handle(.tick, snapshot: fleet)
            #expect(title(state, fleet).contains("1 ALARM") == isRaised, "\(seconds) s, \(value) %")
        }
        #expect(log(state, calm(19, memory: 95)).count == 3)
    }

    @Test("what is over says below what it is again, and nothing of the value that it had")
    func endings() {
        func events(_ change: (inout FleetSnapshot) -> Void) -> String {
            var state = DashboardState()
            _ = state.handle(.tick, snapshot: calm(0, memory: 99))
            for seconds in [1, 7] as [UInt64] {
                var fleet = calm(seconds, memory: 50)
                change(&fleet)
                _ = state.handle(.tick, snapshot: fleet)
            }
            let fleet = calm(8)
            _ = state.handle(.key(.character("7")), snapshot: fleet)
            let frame = Dashboard.render(state, fleet, rows: 40, columns: 120)
            return (3..<30).map(frame.text(ofRow:)).filter { $0.contains("alarm over") }.joined()
        }
        let fallen = events { _ in }
        #expect(fallen.contains("memory is below 86% again: node-01"), "\(fallen)")
        #expect(!fallen.contains("99%") && !fallen.contains("over:"))
        let lost = events { $0.nodes[0].state = .lost }
        #expect(lost.contains("memory: no values any more: node-01"), "\(lost)")
    }

    @Test("a rate must stay at its limit for three seconds")
    func patience() {
        var state = DashboardState()
        func throttled(_ seconds: UInt64) -> FleetSnapshot {
            var fleet = FakeFleet.snapshot(elapsed: seconds * Self.second)
            fleet.nodes = [fleet.nodes[0]]
            return fleet
        }
        for seconds in 0..<3 as Range<UInt64> { _ = state.handle(.tick, snapshot: throttled(seconds)) }
        #expect(!log(state, throttled(2)).contains { $0.contains("throttled") })
        _ = state.handle(.tick, snapshot: throttled(3))
        #expect(log(state, throttled(3)).contains { $0.contains("throttled in 44% of periods: default/web-7d9f4-x2c") })
    }

    @Test("a lost node, a nearly full disk and a full memory are raised at once; settings change or silence them")
    func kinds() {
        var fleet = FakeFleet.snapshot()
        fleet.collector.freeBytes = 900 << 20
        var state = DashboardState()
        _ = state.handle(.tick, snapshot: fleet)
        let text = log(state, fleet).joined(separator: "\n")
        for part in [
            "lost: node-04", "900 MiB of disk left for run-042", "memory at 97% of limit: default/web-7d9f4-x2c",
            "PSI cpu some 41%: node-02",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        var settings = Settings()
        for key in [SettingKey.alarmMemory, .alarmPressure, .alarmLost, .alarmDisk, .alarmCPU, .alarmThrottled] {
            settings.set(key, "off")
        }
        var silent = DashboardState(settings: settings)
        _ = silent.handle(.tick, snapshot: fleet)
        #expect(log(silent, fleet).isEmpty)
    }

    @Test("a recording that was found damaged is said above and below, and is no reason to stay")
    func damagedRecording() {
        var console = Console()
        console.fleet.recording?.summary.state = .damaged
        console.fleet.recording?.failure = "it is damaged: nodes.csv is missing."
        #expect(console.lines[0].contains("REC DAMAGED run-042"), "\(console.lines[0])")
        #expect(console.text.contains("RECORDING DAMAGED run-042: it is damaged: nodes.csv is missing."))
        #expect(console.state.handle(.key(.character("q")), snapshot: console.fleet) == [.quit])
        console.press(.character("R"))
        #expect(console.text.contains("Start recording"), "\(console.text)")
    }

    @Test("each kind of pressure raises its own alarm, and its text says which", arguments: ["cpu", "memory", "io"])
    func pressures(name: String) {
        var fleet = calm(0)
        fleet.nodes[0].reading?.pressure = ["cpu", "memory", "io"].map { $0 == name ? 62 : 3 }
        var state = DashboardState()
        _ = state.handle(.tick, snapshot: fleet)
        #expect(log(state, fleet).count == 1)
        #expect(log(state, fleet).first?.contains("PSI \(name) some 62%: node-01") == true)
        fleet.nodes[0].reading?.pressure = [62, 62, 62]
        fleet.wall += Self.second
        _ = state.handle(.tick, snapshot: fleet)
        #expect(log(state, fleet).count == 3)
    }

    @Test("the status line says the newest alarm whole at 80 columns, and that there are others")
    func status() {
        var fleet = FakeFleet.snapshot()
        for index in fleet.nodes.indices where fleet.nodes[index].state == .stale { fleet.nodes[index].state = .live }
        var state = DashboardState()
        for seconds in 0..<5 as Range<UInt64> {
            fleet.wall = FakeFleet.wall + seconds * Self.second
            _ = state.handle(.tick, snapshot: fleet)
        }
        for (columns, tail) in [(80, " and 4 more, see 7 Events"), (70, " (+4, 7 Events)"), (58, " +4")] {
            let line = Dashboard.render(state, fleet, rows: 24, columns: columns).text(ofRow: 22)
            #expect(line.contains("! CPU at 100% of limit: default/web-7d9f4-x2c" + tail), "\(line)")
        }
    }

    @Test("of a silent node the alarm stays; of a lost one it ends")
    func silence() {
        var state = DashboardState()
        _ = state.handle(.tick, snapshot: calm(0, memory: 99))
        var fleet = calm(20, memory: 10)
        fleet.nodes[0].state = .stale
        _ = state.handle(.tick, snapshot: fleet)
        #expect(title(state, fleet).contains("1 ALARM"))
        fleet = calm(21, memory: 10)
        fleet.nodes[0].state = .lost
        _ = state.handle(.tick, snapshot: fleet)
        // Its memory is not known any more, but that it is lost is.
        #expect(log(state, fleet).first?.contains("lost") == true)
        #expect(title(state, fleet).contains("1 ALARM"))
    }

    @Test("rows and title show it at any width")
    func isShown() {
        var state = DashboardState()
        let fleet = FakeFleet.snapshot()
        _ = state.handle(.tick, snapshot: fleet)
        for columns in 20...250 {
            let line = title(state, fleet, columns: columns)
            #expect(line.contains("ALARMS") || line.contains("!3"), "\(columns): \(line)")
            #expect(line.contains("REC"), "\(columns): \(line)")
        }
        let frame = Dashboard.render(state, fleet, rows: 24, columns: 80)
        #expect(frame.text(ofRow: 4).hasPrefix(" !node-02"))
    }
}
