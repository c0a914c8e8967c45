import KubemonDashboard
import KubemonDemo
import KubemonMetrics
import KubemonScreen
import KubemonStore
import Testing

@Suite("Going through time")
struct TimeTests {
    @Test("Enter on an event shows the fleet at its time with the cursor on its node; one without samples stays")
    func opensEvents() {
        var console = TimeConsole()
        let times = [TimeConsole.newest - 90 * TimeConsole.second, TimeConsole.oldest - TimeConsole.second]
        console.live.events = times.map { wall in
            FleetEvent(node: "node-02", event: Event(wall: wall, kind: .oomKill, entity: 0, text: "killed"))
        }
        console.press(.character("7"))
        console.run("filter kind=oom_kill")
        console.press(.end, .enter)
        #expect(console.asked.isEmpty && console.status.contains("no sample there") && console.state.view == .events)
        console.press(.home, .enter)
        #expect(console.ago == 90 && console.state.view == .nodes && console.state.historyNode == "node-02")
        #expect(console.status.contains("PAUSED  14:11:01Z  killed"))
        console.press(.character("`"), .character("7"))
        let kind = EntityKind.container.index
        let number = console.live.nodes[1].tables[kind].current.entities[2]
        console.live.events[0].event.entity = number
        console.press(.enter)
        #expect(console.ago == 90 && console.tabs.contains("Containers(node-02)"))
        console.press(.character("4"))
        let pod = console.live.nodes[1].entities[kind][number]?["pod"] ?? ""
        #expect(!pod.isEmpty && console.tabs.contains(pod), "\(console.tabs)")
    }

    @Test(
        "each key and its command lead to the same time",
        arguments: [
            ("[", "step -1", 1), ("{", "step -60s", 60), ("[[[", "step -3", 3), ("{{}[", "step -61s", 61),
            ("[{", "step -61s", 61),
        ] as [(String, String, UInt64)])
    func steps(keys: String, command: String, ago: UInt64) {
        var console = TimeConsole()
        console.type(keys)
        #expect(console.ago == ago)
        console.run("live")
        #expect(console.ago == nil)
        console.run(command)
        #expect(console.ago == ago)
        console.press(.character("`"))
        #expect(console.ago == nil && !console.status.contains("PAUSED"))
    }

    @Test("forward from the last sample leads back to live, and beyond it says that there is none")
    func endsLive() {
        var console = TimeConsole()
        console.type("[[]")
        #expect(console.ago == 1)
        console.type("}")
        #expect(console.ago == nil)
        #expect(console.status.contains("back to live"))
        console.type("]")
        #expect(console.status.contains("newest sample"))
        console.type("{{{{{{{{{{{{")
        #expect(console.ago == 600)
        #expect(console.status.contains("no sample there") && console.status.contains("14:02:31Z to 14:12:31Z"))
    }

    @Test(
        "a time is typed in many ways",
        arguments: [
            ("10s", 10), ("2m", 120), ("1m30s", 90), ("-45s", 105), ("+30s", 30), ("14:10", 151), ("14:10:31", 120),
            ("14:10:31Z", 120), ("2026-11-22 14:08", 271), ("2026-11-22T14:08:31Z", 240),
            ("2026-11-22T14:08:31.5", 239),
        ] as [(String, UInt64)])
    func goes(text: String, ago: UInt64) {
        var console = TimeConsole()
        console.run("step -60")
        console.press(.character("b"))
        #expect(console.status.contains("go to: "))
        console.type(text)
        console.press(.enter)
        // Fractions of a second are cut in this test.
        let found = console.ago ?? 9_999
        #expect(found == ago || found + 1 == ago, "\(text): \(found)")
        console.run("live")
        console.run("step -60")
        console.run("goto " + text)
        #expect(console.ago == found)
    }

    @Test("the last minute ends where a recording does, there and back; events at its ends are gone to as well")
    func endsReplay() {
        var console = TimeConsole(isRecording: false)
        console.live.origin = .replay(FleetOrigin.Playback(name: "run-041"))
        console.live.wall = TimeConsole.oldest + 30 * TimeConsole.second
        console.live.events = [
            FleetEvent(
                node: "", event: Event(wall: TimeConsole.oldest - 1, kind: .recording, entity: 0, text: "started"))
        ]
        console.type("{")
        #expect(console.asked.last == .instant(TimeConsole.oldest))
        console.type("(")
        #expect(console.asked.last == .instant(TimeConsole.oldest))
        console.live.wall = TimeConsole.newest - 30 * TimeConsole.second
        console.type("}")
        #expect(console.asked.last == .instant(TimeConsole.newest))
    }

    @Test("the title of a replay says how many gaps the recording has", arguments: [40, 80, 120])
    func saysGapsOfReplay(columns: Int) {
        var console = TimeConsole(isRecording: false, columns: columns)
        console.live.origin = .replay(FleetOrigin.Playback(name: "run-040"))
        #expect(console.frame.text(ofRow: 0).contains("4 GAPS"))
        console.live.origin = .replay(FleetOrigin.Playback(name: "run-041"))
        #expect(!console.frame.text(ofRow: 0).contains("GAP"))
    }

    @Test(
        "what is no time is said, and what holds no sample too",
        arguments: [
            ("soon", "no time"), ("25:00", "no time"), ("14:61", "no time"), ("2026-02-30", "no time"),
            ("14:10:31:07", "no time"), ("10", ""), ("-", "no time"), ("1h", "no sample there"),
            ("13:00", "no sample there"), ("2026-11-21 14:05", "no sample there"), ("+99999999d", "no time"),
        ])
    func refuses(text: String, reason: String) {
        var console = TimeConsole()
        console.run("goto " + text)
        #expect((console.ago == nil) == !reason.isEmpty)
        #expect(console.status.contains(reason), "\(console.status)")
    }

    @Test("a time of day is that of the day shown, or of the day beside it that has a sample")
    func choosesTheDay() {
        var fleet = FakeFleet.snapshot()
        let midnight = FakeFleet.wall - FakeFleet.wall % 86_400_000_000_000
        (fleet.extent.oldest, fleet.extent.newest) = (midnight - 3_600 * TimeConsole.second, fleet.wall)
        let target = GotoTime.parse("23:30", shown: fleet.wall, in: fleet)
        #expect(target == .instant(midnight - 1_800 * TimeConsole.second))
        #expect(
            GotoTime.parse("00:30", shown: midnight - 1, in: fleet) == .instant(midnight + 1_800 * TimeConsole.second))
    }

    @Test("events are gone to one by one, there and back, and by a word")
    func findsEvents() {
        var console = TimeConsole()
        // The newest event is 9 s before the first sample of this history; some are within it.
        let marks: [UInt64] = [100, 250, 251, 400]
        for (index, second) in marks.enumerated() {
            let event = Event(
                wall: TimeConsole.oldest + second * TimeConsole.second, kind: index == 2 ? .oomKill : .marker,
                text: "number \(index)")
            console.live.events.append(FleetEvent(node: "", event: event))
        }
        var seen: [UInt64?] = []
        for _ in 0..<4 {
            console.type("(")
            seen.append(console.ago)
        }
        #expect(seen == [200, 349, 350, 500])
        #expect(console.status.contains("number 0"))
        console.type(")")
        #expect(console.ago == 350)
        console.run("next OOM")
        #expect(console.ago == 349)
        console.run("next oom")
        #expect(console.ago == 349 && console.status.contains("no later event with \"oom\""))
        console.run("previous number 0")
        #expect(console.ago == 500)
        console.type("(")
        #expect(console.status.contains("no sample there"), "\(console.status)")
    }

    @Test("keys that come while another time is decoded add up, and the last answer is where one is")
    func addsUp() {
        let live = TimeConsole.fleet(at: TimeConsole.newest)
        var state = DashboardState()
        func press(_ keys: String) -> [Effect] {
            keys.flatMap { state.handle(.key(.character($0)), snapshot: live) }
        }
        func status() -> String {
            Dashboard.render(state, live, rows: 36, columns: 120).text(ofRow: 34)
        }
        func moment(_ target: TimeTarget, ago seconds: UInt64) -> [Effect] {
            let wall = TimeConsole.newest - seconds * TimeConsole.second
            var fleet = TimeConsole.fleet(at: wall)
            fleet.request = state.wanted
            return state.handle(.moment(target, fleet), snapshot: live)
        }
        _ = state.handle(.resize(rows: 36, columns: 120), snapshot: live)
        #expect(press("[") == [.travel(.samples(-1), from: TimeConsole.newest)])
        #expect(status().contains("SEEKING  1 sample back"))
        #expect(press("[[]") == [])
        #expect(status().contains("SEEKING  2 samples back"))
        let second = TimeConsole.newest - TimeConsole.second
        #expect(moment(.samples(-1), ago: 1) == [.travel(.samples(-1), from: second)])
        #expect(moment(.samples(-1), ago: 2) == [])
        #expect(status().contains("PAUSED") && state.pausedAt == second - TimeConsole.second)
        // A minute from where it is now, and another from there.
        let minute = -60 * Int64(TimeConsole.second)
        #expect(press("{{") == [.travel(.shift(minute), from: second - TimeConsole.second)])
        #expect(
            moment(.shift(minute), ago: 62) == [
                .travel(.shift(minute), from: TimeConsole.newest - 62 * TimeConsole.second)
            ])
        _ = moment(.shift(minute), ago: 122)
        #expect(state.pausedAt == TimeConsole.newest - 122 * TimeConsole.second)
    }

    @Test("whoever goes live before the answer has come stays live, also when it comes", arguments: ["`", "zz"])
    func staysLive(keys: String) {
        let live = TimeConsole.fleet(at: TimeConsole.newest)
        var state = DashboardState()
        for key in "[" + keys { _ = state.handle(.key(.character(key)), snapshot: live) }
        let old = TimeConsole.fleet(at: TimeConsole.newest - TimeConsole.second)
        #expect(
            state.handle(.key(.character("[")), snapshot: live) == [.travel(.samples(-1), from: TimeConsole.newest)])
        // The answer to the first key, then the one to the second.
        _ = state.handle(.moment(.samples(-1), old), snapshot: live)
        #expect(state.pausedAt == nil)
        _ = state.handle(.key(.character("`")), snapshot: live)
        _ = state.handle(.moment(.samples(-1), old), snapshot: live)
        #expect(state.pausedAt == nil)
    }

    @Test("while it is paused the graphs of other rows are asked for once")
    func asksForGraphs() {
        var console = TimeConsole()
        console.press(.character("z"))
        let before = console.asked.count
        for _ in 0..<3 { console.press(.down) }
        #expect(console.asked.count == before)
        console.handle(.rested)
        #expect(console.asked.count == before + 1)
        // A step back meanwhile waits for the graphs, not the console for both.
        var state = console.state
        _ = state.handle(.key(.up), snapshot: console.live)
        #expect(state.handle(.rested, snapshot: console.live).count == 1)
        #expect(state.handle(.key(.character("[")), snapshot: console.live) == [])
        for _ in 0..<5 { console.handle(.tick) }
        #expect(console.asked.count == before + 1)
    }

    @Test("a recording that is damaged is played, and each window says so", arguments: [40, 80, 120, 200])
    func saysDamage(columns: Int) {
        var console = TimeConsole(isRecording: false, columns: columns)
        var playback = FleetOrigin.Playback(name: "run-041")
        playback.damage = "run-041 is damaged: nodes.csv has been changed."
        console.live.origin = .replay(playback)
        console.handle(.tick)
        #expect(console.status.contains("DAMAGED") && console.status.contains("REPLAY"))
        #expect(columns < 120 || console.status.contains("nodes.csv has been changed"), "\(console.status)")
    }

    @Test("R, X and m do nothing in a recording that is played")
    func recordsNothing() {
        var console = TimeConsole(isRecording: false)
        console.live.origin = .replay(.init(name: "run-041"))
        for key in ["R", "X", "m"] {
            console.type(key)
            #expect(console.effects.isEmpty)
            #expect(console.status.contains("run-041 is being played"))
        }
        console.type("z")
        console.type("x")
        console.run("speed 30")
        #expect(console.effects == [.play(.toggle), .play(.speed(2)), .play(.speed(30))])
        console.type("[")
        #expect(console.asked == [.samples(-1)] && console.ago == nil)
        #expect(console.effects.count == 3)
    }

    @Test("q leaves a collector elsewhere at once, whatever it records")
    func leaves() {
        var console = TimeConsole()
        console.live.origin = .attached(.init(address: "lab:9880"))
        console.type("q")
        #expect(console.effects == [.quit])
    }

    @Test("a lost connection says when it is tried again, and why it is lost, at 80 columns")
    func saysLost() {
        var console = TimeConsole(rows: 24, columns: 80)
        var link = FleetOrigin.Link(address: "a-collector-with-a-long-name.example.org:9880")
        (link.problem, link.nextTry) = ("no answer in time", console.live.monotonic + 3 * TimeConsole.second)
        console.live.origin = .attached(link)
        console.handle(.tick)
        // What it was doing is not known any more: nothing of it goes on counting.
        let title = console.frame.text(ofRow: 0)
        #expect(title.contains("REC ?") && !title.contains("00:"), "\(title)")
        let text = (21...22).map(console.frame.text(ofRow:)).joined()
        #expect(text.contains("CONNECTION LOST, next try in 3.0s: no answer in time"))
        #expect(text.contains("(a-collector-with-a-long-name.example.org:9880)"))
    }

    @Test(
        "whoever is asked for a time is told how far back there are samples, and how many may be kept",
        arguments: [80, 120])
    func saysReach(columns: Int) {
        var console = TimeConsole(rows: 24, columns: columns)
        console.type("b")
        let text = (19...22).map(console.frame.text(ofRow:)).joined()
        #expect(text.contains("back to 14:02:31Z") && text.contains("of 64.0M)"), "\(text)")
    }

    @Test("whatever goes wrong, a paused screen says of when it is", arguments: [120, 80, 40], [true, false])
    func saysPausedBesideAlarms(columns: Int, isLost: Bool) {
        var console = TimeConsole(rows: 24, columns: columns)
        console.type("{")
        var link = FleetOrigin.Link(address: "collector.example.org:9880")
        link.problem = "connection refused"
        if isLost { console.live.origin = .attached(link) } else { console.live.recording?.failure = "no space left" }
        console.handle(.tick)
        let text = (18...22).map(console.frame.text(ofRow:)).joined()
        #expect(text.contains("PAUSED  14:11:31Z") && text.contains(isLost ? "LOST" : "FAILS"), "\(text)")
    }

    enum Look: String, CaseIterable {
        case paused, replay, attached, lost
    }

    @Test(
        "what is not now says so, at every size", arguments: Look.allCases, [(36, 120), (24, 80), (9, 40), (60, 200)])
    func looks(look: Look, size: (Int, Int)) {
        let glyphs: GlyphSet = size == (24, 80) ? .ascii : .unicode
        var console = TimeConsole(isRecording: look != .replay, rows: size.0, columns: size.1, glyphs: glyphs)
        switch look {
        case .paused: console.type("{[")
        case .replay:
            var playback = FleetOrigin.Playback(name: "run-041")
            (playback.isPlaying, playback.speed) = (true, 10)
            console.live.origin = .replay(playback)
            (console.live.extent.bytes, console.live.extent.capacity) = (0, 0)
            console.live.wall -= 360 * TimeConsole.second
        case .attached: console.live.origin = .attached(.init(address: "collector.example.org:9880"))
        case .lost:
            var link = FleetOrigin.Link(address: "collector.example.org:9880")
            (link.problem, link.nextTry) = ("connection refused", console.live.monotonic + 3 * TimeConsole.second)
            console.live.origin = .attached(link)
        }
        console.handle(.tick)
        Snapshots.expect(console.frame, named: "time-\(look.rawValue)-\(size.1)x\(size.0)")
    }
}
