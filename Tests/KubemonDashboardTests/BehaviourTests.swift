import KubemonDashboard
import KubemonDemo
import KubemonMetrics
import KubemonScreen
import KubemonStore
import Testing

@Suite("Behaviour")
struct BehaviourTests {
    let fleet = FakeFleet.snapshot()
    let idle = FakeFleet.snapshot(isRecording: false)

    @Test("R offers the next free name, checks it, and Enter starts")
    func starts() {
        var state = DashboardState()
        #expect(press(.character("R"), &state, idle) == [.validateDirectory("run-042")])
        _ = state.handle(.directory(.init(text: "run-042", verdict: .new)), snapshot: idle)
        _ = press(.down, &state, idle)
        for key in Scene.typed("load test") { _ = press(key, &state, idle) }
        _ = press(.down, &state, idle)
        for key in Scene.typed("1h30m") { _ = press(key, &state, idle) }
        _ = press(.down, &state, idle)
        _ = press(.down, &state, idle)
        _ = press(.character(" "), &state, idle)
        let effects = press(.enter, &state, idle)
        #expect(
            effects == [
                .startRecording(
                    path: "run-042", note: "load test", duration: 5_400_000_000_000, parts: [.machine, .processes])
            ])
    }

    @Test(
        "a bad name, time or directory does not start",
        arguments: [
            ([.control("u")], "needs a name"), ([.home, .character(".")], "dot"), ([.end] + Scene.typed("/x"), "path"),
            ([.end] + Scene.typed(" x"), "A-Z"), ([.down, .down] + Scene.typed("soon"), "10m"),
        ] as [([Key], String)])
    func refuses(keys: [Key], reason: String) {
        var state = DashboardState()
        for key in [.character("R")] + keys { _ = press(key, &state, idle) }
        #expect(press(.enter, &state, idle) == [])
        #expect(text(state, idle).contains(reason))
    }

    @Test("a directory that cannot be used is not started in")
    func refusesDirectory() {
        var state = DashboardState()
        _ = press(.character("R"), &state, idle)
        let check = DirectoryCheck(text: "run-042", verdict: .refused, message: "not writable")
        _ = state.handle(.directory(check), snapshot: idle)
        #expect(press(.enter, &state, idle) == [])
        #expect(text(state, idle).contains("not writable"))
    }

    @Test("Tab completes the directory as far as it is common")
    func completes() {
        var state = DashboardState()
        _ = press(.character("R"), &state, idle)
        _ = press(.control("u"), &state, idle)
        _ = press(.paste("/va"), &state, idle)
        #expect(press(.tab, &state, idle) == [.completeDirectory("/va")])
        let check = DirectoryCheck(text: "/va", verdict: .new, completions: ["/var/lib/", "/var/log/"])
        _ = state.handle(.directory(check), snapshot: idle)
        #expect(text(state, idle).contains("/var/l"))
        #expect(press(.tab, &state, idle) == [.completeDirectory("/var/l")])
    }

    @Test("R while recording shows the recording and starts nothing")
    func doesNotStartTwice() {
        var state = DashboardState()
        #expect(press(.character("R"), &state, fleet) == [])
        #expect(state.view == .recordings)
    }

    @Test("stop asks: Enter keeps, y stops")
    func stops() {
        var state = DashboardState()
        _ = press(.character("X"), &state, fleet)
        #expect(press(.enter, &state, fleet) == [])
        _ = press(.function(9), &state, fleet)
        #expect(press(.character("y"), &state, fleet) == [.stopRecording])
        _ = press(.character("X"), &state, fleet)
        _ = press(.tab, &state, fleet)
        #expect(press(.enter, &state, fleet) == [.stopRecording])
    }

    @Test("quit asks while recording")
    func quits() {
        var state = DashboardState()
        #expect(press(.character("q"), &state, fleet) == [])
        #expect(press(.escape, &state, fleet) == [])
        _ = press(.control("c"), &state, fleet)
        #expect(press(.character("s"), &state, fleet) == [.stopRecording, .quit])
        _ = press(.function(10), &state, fleet)
        #expect(press(.character("l"), &state, fleet) == [.quit])
        #expect(press(.character("q"), &state, idle) == [.quit])
    }

    @Test("a marker is one line of text; without a recording it says why not")
    func marks() {
        var state = DashboardState()
        _ = press(.character("m"), &state, fleet)
        for key in Scene.typed(" warm up ") { _ = press(key, &state, fleet) }
        #expect(press(.enter, &state, fleet) == [.mark("warm up")])
        _ = press(.function(7), &state, idle)
        #expect(text(state, idle).contains("R starts one"))
    }

    @Test("the selection follows the node, not the row")
    func selectionFollows() {
        var state = DashboardState()
        _ = press(.down, &state, fleet)
        #expect(state.historyNode == "node-02")
        var changed = fleet
        changed.nodes.removeFirst()
        changed.wall += 10_000_000_000
        _ = state.handle(.tick, snapshot: changed)
        #expect(state.historyNode == "node-02")
    }

    @Test(
        "a cursor that was put nowhere stays on the first row; once put or used to open a row it goes with that row",
        arguments: [
            ([], "node-01"), ([.down, .home], "node-01"), ([.enter, .escape], "node-02"),
            ([.character("4"), .escape], "node-02"), ([.down, .up, .enter, .escape], "node-02"),
            ([.character("t")], "node-01"),
        ] as [([Key], String)])
    func cursorAtTheTop(keys: [Key], node: String) {
        var state = DashboardState()
        for key in [.character("C")] + keys { _ = press(key, &state, fleet) }
        _ = state.handle(.rested, snapshot: fleet)
        #expect(firstNode(state, fleet) == "node-02" && state.historyNode == "node-02")
        var changed = fleet
        changed.nodes[0].reading?.cpu = 99
        changed.wall += 10_000_000_000
        _ = state.handle(.tick, snapshot: changed)
        #expect(firstNode(state, changed) == "node-01")
        #expect(state.historyNode == node)
    }

    @Test("after a cursor key the order stays for three seconds")
    func orderFreezes() {
        var state = DashboardState()
        _ = press(.character("C"), &state, fleet)
        #expect(firstNode(state, fleet) == "node-02")
        _ = press(.down, &state, fleet)
        var changed = fleet
        changed.nodes[0].reading?.cpu = 99
        changed.wall += 1_000_000_000
        _ = state.handle(.tick, snapshot: changed)
        #expect(firstNode(state, changed) == "node-02")
        changed.wall += 3_000_000_000
        _ = state.handle(.tick, snapshot: changed)
        #expect(firstNode(state, changed) == "node-01")
    }

    @Test("pause holds the screen; the title goes on")
    func pauses() {
        var state = DashboardState()
        _ = press(.character("z"), &state, fleet)
        var later = FakeFleet.snapshot(elapsed: 12_000_000_000)
        later.nodes[0].reading?.cpu = 99
        _ = state.handle(.tick, snapshot: later)
        let shown = text(state, later)
        #expect(shown.contains("PAUSED"))
        #expect(shown.contains("recording continues"))
        #expect(shown.contains("14:02:43Z"))
        #expect(shown.contains("37%"))
        _ = press(.character("z"), &state, later)
        #expect(text(state, later).contains("99!"))
    }

    @Test(
        "a filter that cannot be understood keeps the last one and says what is wrong",
        arguments: [
            ("~(", "regular expression"), ("node>3", "node is text"), ("age>x", "such as 5s"),
            ("foo=1", "no column foo"), ("cpu>x", "needs a number"), ("cpu=x", "needs a number"),
            ("cpu=", "needs a number"),
            ("ctr!=3|x", "needs a number"),
        ])
    func badFilters(filter: String, reason: String) {
        var state = DashboardState()
        for key in [.character("/")] + Scene.typed("node-01") + [.paste(" " + filter)] { _ = press(key, &state, fleet) }
        let shown = text(state, fleet)
        #expect(shown.contains(reason))
        #expect(shown.contains("1 of 4"))
    }

    @Test(
        "filters",
        arguments: [
            ("node-0", 4), ("NODE-02", 1), ("cpu>50", 1), ("cpu<50 memory>50", 1), ("~0[12]$", 2), ("node=01|03", 2),
            ("used>100G", 1), ("zzz", 0), ("cpu>=91.3", 1), ("memory<=34.2%", 2), ("cpu!=91.3", 3), ("!node-0", 0),
            ("!node=01|03", 2), ("node!=01|03", 2), ("!~0[12]$", 2), ("\"node-01\"", 1), ("age>5s", 2), ("age<1s", 2),
            ("mem>50", 1), ("!", 4), ("node=", 4), ("\"", 4),
        ])
    func filters(filter: String, count: Int) {
        var state = DashboardState()
        for key in [.character("/")] + Scene.typed(filter) + [.enter] { _ = press(key, &state, fleet) }
        #expect(text(state, fleet).contains(count == 4 ? "4 nodes" : "\(count) of 4 nodes"))
    }

    @Test(
        "a filter is survived at every step of typing it",
        arguments: [
            "~((a|b)*c+?[^x-]{2,3}\\d(?<n>y)\\k<n>$", "~[[:alpha:]--[a]]\\u{110000}(?i", "!~(?<=x)*{", "cpu>>=!=<1e999",
            "\"a\" !\"b ~", "~\\p{Script=", "~(?#", "~a{99999999999999999999}", "=x", "!=", "ns!==", "~|*+?",
        ])
    func survivesTyping(filter: String) {
        var state = DashboardState()
        _ = press(.character("/"), &state, fleet)
        for key in Scene.typed(filter) { _ = press(key, &state, fleet) }
        for _ in filter { _ = press(.backspace, &state, fleet) }
        _ = press(.paste(filter), &state, fleet)
        #expect(text(state, fleet).contains("filter: "))
        _ = press(.escape, &state, fleet)
        #expect(text(state, fleet).contains("4 nodes"))
    }

    @Test("Enter on a filter that is not understood keeps the text for editing")
    func keepsBadFilter() {
        var state = DashboardState()
        for key in [.character("/")] + Scene.typed("cpu>x") + [.enter] { _ = press(key, &state, fleet) }
        #expect(text(state, fleet).contains("filter: cpu>x"))
        #expect(text(state, fleet).contains("needs a number"))
        for key in [.backspace] + Scene.typed("50") + [.enter] { _ = press(key, &state, fleet) }
        #expect(text(state, fleet).contains("1 of 4"))
    }

    @Test(
        "Tab completes columns, their texts, commands and what follows them",
        arguments: [
            ("/", "cont", "filter: containers>"), ("/", "node=node-0", "node-01 node-02"),
            ("/", "!no", "filter: !node="),
            (":", "refr", ": refresh "), (":", "sort mem", ": sort memory"), (":", "set the", ": set theme "),
            (":", "set theme l", ": set theme light"), (":", "filter loa", ": filter load>"),
        ])
    func completesWords(start: String, typed: String, shown: String) {
        var state = DashboardState()
        for key in Scene.typed(start + typed) + [.tab] { _ = press(key, &state, fleet) }
        #expect(text(state, fleet).contains(shown), "\(text(state, fleet).suffix(300))")
    }

    @Test("in another order the cursor is on the first row, unless it was put on one or follows it")
    func ordersFromTheTop() {
        var console = Console(columns: 160)
        console.press(.character("2"), .character("T"))
        #expect(console.selected.contains("web-7d9f4-x2c"))
        console.press(.character("r"))
        #expect(console.lines[3].hasPrefix("▶"))
        console.press(.character("r"), .down, .character("M"), .character("r"))
        #expect(console.selected.contains("spark-exec-3") && !console.lines[3].hasPrefix("▶"))
        console.press(.home, .character("T"))
        #expect(console.selected.contains("web-7d9f4-x2c"))
        console.press(.character("F"), .character("N"))
        #expect(console.selected.contains("web-7d9f4-x2c") && !console.lines[3].hasPrefix("▶"))
        // What was followed is where the cursor was put.
        console.press(.character("F"))
        #expect(console.selected.contains("web-7d9f4-x2c"))
    }

    func headersApart(columns: Int) {
        for view in ["1", "2", "3", "5", "6", "7"] {
            var state = DashboardState()
            _ = state.handle(.resize(rows: 24, columns: columns), snapshot: fleet)
            _ = press(.character(Character(view)), &state, fleet)
            for _ in 0..<14 {
                let header = Dashboard.render(state, fleet, rows: 24, columns: columns).text(ofRow: 2)
                #expect(
                    !header.contains(where: { "▲▼".contains($0) }) || header.contains("▼ ") || header.contains("▲ ")
                        || header.last == "▼" || header.last == "▲", "\(header)")
                _ = press(.character(">"), &state, fleet)
            }
        }
    }

    @Test("keys that mean nothing in a view say so")
    func saysWhatIsMissing() {
        var state = DashboardState()
        _ = press(.character("3"), &state, fleet)
        for key in ["T", "N"] {
            _ = press(.character(Character(key)), &state, fleet)
            #expect(text(state, fleet).contains("processes can't be sorted by that"))
        }
    }

    @Test("equal values keep their places, in the order of names")
    func tiesByName() {
        var changed = fleet
        for index in changed.nodes.indices { changed.nodes[index].reading?.cpu = 50 }
        var state = DashboardState()
        _ = press(.character("C"), &state, changed)
        #expect(firstNode(state, changed) == "node-01")
        _ = press(.character("r"), &state, changed)
        #expect(firstNode(state, changed) == "node-01")
    }

    @Test("a shows only what used CPU")
    func onlyActive() {
        var state = DashboardState()
        _ = press(.character("2"), &state, fleet)
        _ = press(.character("a"), &state, fleet)
        #expect(text(state, fleet).contains(" of 39]"))
        #expect(!text(state, fleet).contains("job-28113"))
        _ = press(.character("a"), &state, fleet)
        #expect(text(state, fleet).contains("[39]"))
    }

    @Test("search goes round, n and p repeat it")
    func searches() {
        var state = DashboardState()
        for key in [.function(3)] + Scene.typed("node-0") + [.enter] { _ = press(key, &state, fleet) }
        #expect(state.historyNode == "node-01")
        _ = press(.character("n"), &state, fleet)
        #expect(state.historyNode == "node-02")
        _ = press(.character("p"), &state, fleet)
        _ = press(.character("p"), &state, fleet)
        #expect(state.historyNode == "node-04")
    }

    @Test(
        "commands that are not the console's go to the collector",
        arguments: [
            ("status", "status"), ("/start test000", "start test000"), ("stop", "stop"), ("mark a b", "mark a b"),
        ])
    func commands(typed: String, sent: String) {
        var state = DashboardState()
        var effects: [Effect] = []
        for key in [.character(":")] + Scene.typed(typed) + [.enter] { effects = press(key, &state, fleet) }
        #expect(effects == [.command(sent)])
        _ = state.handle(.reply("it is so", isError: false), snapshot: fleet)
        #expect(text(state, fleet).contains("it is so"))
        _ = state.handle(.reply("one\ntwo", isError: false), snapshot: fleet)
        #expect(text(state, fleet).contains("two"))
    }

    @Test("the command line completes, remembers, and runs what keys run")
    func commandLine() {
        var state = DashboardState()
        for key in [.character(":")] + Scene.typed("moni") + [.tab, .enter] { _ = press(key, &state, fleet) }
        #expect(state.view == .monitors)
        for key in [Key.character(":"), .up, .enter] { _ = press(key, &state, fleet) }
        #expect(state.view == .monitors)
        for key in [.character(":")] + Scene.typed("interval 2s") + [.enter] { _ = press(key, &state, fleet) }
        #expect(state.refresh == 2_000_000_000)
    }

    @Test("maximised, the keys scroll the numbers of the node and stop at the end")
    func scrollsPane() {
        var state = DashboardState()
        _ = state.handle(.resize(rows: 36, columns: 120), snapshot: fleet)
        for key in [Key.character("e"), .end, .pageDown, .pageDown] { _ = press(key, &state, fleet) }
        #expect(text(state, fleet).contains("round_trip"))
        _ = press(.pageUp, &state, fleet)
        #expect(!text(state, fleet).contains("round_trip"))
        _ = press(.escape, &state, fleet)
        #expect(text(state, fleet).contains("total (2)"))
    }

    @Test("a saved table is CSV with a header and quoted text")
    func saves() {
        var state = DashboardState()
        var hostile = fleet
        hostile.nodes[0].name = "a,\"b\""
        let effects = state.handle(.key(.control("s")), snapshot: hostile)
        guard case .saveTable(_, let csv) = effects.first else {
            Issue.record("nothing saved")
            return
        }
        let lines = csv.split(separator: "\n")
        #expect(lines.count == 5)
        #expect(lines[0].hasPrefix("node,age,cpu,"))
        #expect(lines[1].hasPrefix("\"a,\"\"b\"\"\","))
        hostile.nodes[0].name = "=cmd()"
        if case .saveTable(_, let csv) = state.handle(.key(.control("s")), snapshot: hostile).first {
            #expect(csv.contains("\"=cmd()\",") && !csv.contains("\"0"))
        }
    }

    private func press(_ key: Key, _ state: inout DashboardState, _ fleet: FleetSnapshot) -> [Effect] {
        state.handle(.key(key), snapshot: fleet)
    }

    private func text(_ state: DashboardState, _ fleet: FleetSnapshot) -> String {
        let frame = Dashboard.render(state, fleet, rows: 36, columns: 120)
        return (0..<36).map(frame.text(ofRow:)).joined(separator: "\n")
    }

    private func firstNode(_ state: DashboardState, _ fleet: FleetSnapshot) -> String {
        let frame = Dashboard.render(state, fleet, rows: 36, columns: 120)
        return String(frame.text(ofRow: 3).dropFirst(2).prefix(7))
    }
}
