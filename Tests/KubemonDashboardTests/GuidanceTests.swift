import KubemonDashboard
import KubemonDemo
import KubemonScreen
import KubemonStore
import Testing

/// What the console says so that nobody needs to look elsewhere.
@Suite("Guidance")
struct GuidanceTests {
    let fleet = FakeFleet.snapshot()
    let idle = FakeFleet.snapshot(isRecording: false)

    @Test(
        "the name that is offered goes when another is typed, and stays for keys that edit it",
        arguments: [
            (Scene.typed("web"), "web"), ([.paste("/tmp/x")], "/tmp/x"), ([.end] + Scene.typed("b"), "run-042b"),
            ([.backspace] + Scene.typed("7"), "run-047"), ([.home, .delete], "un-042"),
            ([.down, .up] + Scene.typed("z"), "z"), ([.function(5)] + Scene.typed("y"), "y"),
        ] as [([Key], String)])
    func replacesSuggestion(keys: [Key], name: String) {
        var state = DashboardState()
        for key in [.character("R")] + keys { _ = press(key, &state, idle) }
        #expect(text(state, idle).contains("Directory   \(name) "), "\(text(state, idle))")
    }

    @Test("questions say what Enter does")
    func saysWhatEnterDoes() {
        var state = DashboardState()
        _ = press(.character("X"), &state, fleet)
        #expect(text(state, fleet).contains("Enter keeps"))
        _ = press(.tab, &state, fleet)
        #expect(text(state, fleet).contains("Enter stops"))
        _ = press(.escape, &state, fleet)
        _ = press(.character("q"), &state, fleet)
        #expect(text(state, fleet).contains("Enter Esc  stay"))
    }

    @Test("Enter plays a recording of this collector; of others it says how")
    func playsRecordings() {
        var state = DashboardState()
        _ = press(.character("5"), &state, idle)
        #expect(press(.enter, &state, idle) == [.replay("/var/lib/kubemon/data/run-041")])
        var other = idle
        other.origin = .attached(.init(address: "lab:9880"))
        #expect(press(.enter, &state, other) == [])
        #expect(text(state, other).contains("kubemon replay /var/lib/kubemon/data/run-041"))
        other.origin = .replay(.init(name: "run-041"))
        #expect(press(.enter, &state, other) == [])
        #expect(text(state, other).contains("run-041 is being played already"))
    }

    @Test("a path on another machine is refused at once", arguments: ["/tmp/x", "../x"])
    func refusesPathsElsewhere(path: String) {
        var other = idle
        other.origin = .attached(.init(address: "lab:9880"))
        var state = DashboardState()
        for key in [Key.character("R"), .control("u"), .paste(path)] { _ = press(key, &state, other) }
        #expect(press(.enter, &state, other) == [])
        #expect(text(state, other).contains("only the collector's own console takes a path"))
    }

    @Test("a replay in front of a live console says how it ends, and does not let the process be stopped")
    func replaysInFront() {
        var live = DashboardState()
        _ = live.handle(.resize(rows: 36, columns: 120), snapshot: fleet)
        var replayed = idle
        var playback = FleetOrigin.Playback(name: "run-041")
        playback.hasLiveBehind = true
        replayed.origin = .replay(playback)
        var state = live.forReplay()
        _ = state.handle(.tick, snapshot: replayed)
        #expect(text(state, replayed).contains("q to live"))
        #expect(press(.control("z"), &state, replayed) == [])
        #expect(text(state, replayed).contains("q leads back to it"))
        #expect(press(.character("q"), &state, replayed) == [.quit])
        _ = state.handle(.resize(rows: 24, columns: 80), snapshot: replayed)
        live.resume(after: state)
        _ = live.handle(.tick, snapshot: fleet)
        #expect(press(.control("z"), &live, fleet) == [])
    }

    @Test("a collector without monitors says the commands that connect one", arguments: [true, false])
    func firstSteps(isEncrypted: Bool) {
        var empty = FakeFleet.empty
        empty.collector.isEncrypted = isEncrypted
        empty.collector.monitorAddress = "[::]:4711"
        empty.collector.hostName = "lab-a"
        let text = Console(empty, rows: 24, columns: 80).text
        let command = "kubemon monitor -H lab-a -p 4711 " + (isEncrypted ? "--key-file kubemon.key" : "--insecure")
        #expect(text.contains(command), "\(text)")
        #expect(text.contains("kubemon key create --role monitor > kubemon.key)") == isEncrypted)
        empty.collector.stateDirectory = "/srv/my state"
        let named = Console(empty, rows: 24, columns: 80).text
        #expect(named.contains("--role monitor \\") == isEncrypted, "\(named)")
        #expect(named.contains("    --state-dir '/srv/my state' > kubemon.key)") == isEncrypted)
        #expect(named.contains("-H 127.0.0.1 -p 4711 \\") == isEncrypted)
        #expect(named.ranges(of: "--state-dir '/srv/my state'").count == (isEncrypted ? 2 : 0))
        empty.origin = .attached(.init(address: "10.1.2.3:9880"))
        #expect(Console(empty, rows: 24, columns: 80).text.contains("-H 10.1.2.3 -p 4711"))
        empty.collector.monitorAddress = "192.0.2.7:4711"
        #expect(Console(empty, rows: 24, columns: 80).text.contains("-H 192.0.2.7 -p 4711"))
    }

    @Test("what is to be read is whole at 80 columns: hints, messages, answers, help")
    func wraps() {
        var console = Console(rows: 24, columns: 80)
        console.press(.character("b"))
        #expect(console.text.contains("2026-11-22 14:01 (UTC)"))
        console.press(.escape)
        let long = (1...18).map { "word-\($0)" }.joined(separator: " ")
        _ = console.state.handle(.reply(long, isError: true), snapshot: console.fleet)
        #expect(console.text.contains("word-1 ") && console.text.contains("word-18"))
        console.press(.escape)
        _ = console.state.handle(.reply(long + "\n" + long, isError: false), snapshot: console.fleet)
        #expect(console.text.ranges(of: "word-18").count == 2)
        console.press(.escape, .character("?"), .end)
        #expect(console.text.contains("f5, pgup"))
    }

    @Test(
        "the way to a filter that is not understood hides no row, and all columns are said, at any width",
        arguments: [80, 120])
    func unknownColumn(columns: Int) {
        var console = Console(rows: 24, columns: columns)
        console.press(.character("2"), .character("/"))
        console.type("bogus>5")
        #expect(console.tabs.contains("[39]"))
        let text = console.lines.joined(separator: " ").split(separator: " ").joined(separator: " ")
        #expect(text.contains("no column bogus here; there are: state node name cpu"), "\(text)")
        #expect(text.contains("image"), "\(text)")
        console.press(.escape, .character(":"))
        console.type("filter bogus>5")
        console.press(.enter)
        #expect(console.tabs.contains("[39]"))
        #expect(console.text.contains("no column bogus here"))
    }

    private func press(_ key: Key, _ state: inout DashboardState, _ fleet: FleetSnapshot) -> [Effect] {
        state.handle(.key(key), snapshot: fleet)
    }

    private func text(_ state: DashboardState, _ fleet: FleetSnapshot) -> String {
        let frame = Dashboard.render(state, fleet, rows: 36, columns: 120)
        return (0..<36).map(frame.text(ofRow:)).joined(separator: "\n")
    }
}
