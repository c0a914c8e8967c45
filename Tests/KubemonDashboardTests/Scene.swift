import KubemonDashboard
import KubemonDemo
import KubemonMetrics
import KubemonScreen
import KubemonStore

/// What a user did before a frame is looked at.
struct Scene: Sendable, CustomStringConvertible {
    var name: String
    var keys: [Key] = []
    var isRecording = true
    var isHostile = false
    var isEmpty = false
    var failure = ""
    var answer: DirectoryCheck?

    var description: String { name }

    /// Every view and every dialog, each with a picture per size.
    static let all: [Scene] = [
        Scene(name: "nodes"), Scene(name: "nodes-maximised", keys: [.character("e")]),
        Scene(name: "nodes-lost", keys: [.end]), Scene(name: "nodes-hostile", isHostile: true),
        Scene(name: "nodes-empty", isEmpty: true), Scene(name: "nodes-failing", failure: "no space left on device"),
        Scene(name: "nodes-paused", keys: [.character("z")]),
        Scene(name: "nodes-sort-menu", keys: [.character("s"), .down]),
        Scene(name: "nodes-filter-error", keys: [.character("/")] + typed("bogus>3")),
        Scene(name: "nodes-command", keys: [.character(":")] + typed("s") + [.tab]),
        Scene(name: "nodes-refresh", keys: [.character("i")]),
        Scene(name: "containers", keys: [.character("2")]),
        Scene(name: "containers-of-node", keys: [.down, .enter]),
        Scene(
            name: "containers-filtered",
            keys: [.character("2"), .character("/")] + typed("cpu>50 ~spark|web") + [.enter]),
        Scene(name: "containers-hostile", keys: [.character("2")], isHostile: true),
        Scene(name: "recordings", keys: [.character("5")]),
        Scene(name: "recordings-idle", keys: [.character("5"), .down], isRecording: false),
        Scene(name: "monitors", keys: [.character("6"), .down, .down]),
        Scene(name: "events", keys: [.character("7")]),
        Scene(name: "events-hostile", keys: [.character("7")], isHostile: true),
        Scene(name: "setup", keys: [.function(2), .down]),
        Scene(name: "setup-error", keys: [.function(2), .end, .enter, .control("u")] + typed("lots") + [.enter]),
        Scene(name: "detail-node", keys: [.character("4")]),
        Scene(name: "help", keys: [.character("?")]), Scene(name: "help-end", keys: [.character("?"), .end]),
        Scene(
            name: "start", keys: [.character("R"), .down] + typed("load test B"), isRecording: false,
            answer: DirectoryCheck(text: "run-042", verdict: .new, freeBytes: 44_238_000_000)),
        Scene(
            name: "start-exists", keys: [.character("R"), .backspace] + typed("1"), isRecording: false,
            answer: DirectoryCheck(text: "run-041", verdict: .refused, message: "exists and is not empty")),
        Scene(name: "stop", keys: [.character("X")]), Scene(name: "quit", keys: [.character("q")]),
        Scene(name: "marker", keys: [.character("m")] + typed("rps 500 -> 1000")),
        Scene(name: "containers-tree", keys: [.character("2"), .character("t"), .down, .down, .down]),
        Scene(name: "processes", keys: [.character("3")]),
        Scene(name: "processes-of-container", keys: ofExecutor + [.enter, .character("t")]),
        Scene(name: "processes-hostile", keys: [.character("3"), .character("t")], isHostile: true),
        Scene(name: "detail-container", keys: [.character("2"), .down, .down, .down, .character("4")]),
        Scene(name: "detail-process", keys: ofExecutor + [.enter, .enter]),
    ]

    /// Scenes that are drawn at every size but need no picture of their own.
    static let more: [Scene] = [
        Scene(name: "containers-limit", keys: [.character("2"), .character("%"), .character("t"), .character("-")]),
        Scene(name: "containers-maximised", keys: [.character("2"), .character("e")]),
        Scene(name: "containers-tree-hostile", keys: [.character("2"), .character("t")], isHostile: true),
        Scene(name: "detail-hostile", keys: [.character("2"), .character("4")], isHostile: true),
        Scene(name: "detail-numbers", keys: [.character("2"), .character("4"), .character("e"), .end]),
        Scene(name: "detail-nothing", keys: [.character("7"), .character("4")]),
        Scene(name: "processes-maximised", keys: [.character("3"), .character("e"), .pageDown]),
        Scene(name: "processes-empty", keys: [.character("3")], isEmpty: true),
    ]

    private static let ofExecutor: [Key] =
        [.character("2"), .character("/"), .paste("pod=exec-3 ctr=executor"), .enter]

    static func typed(_ text: String) -> [Key] { text.map(Key.character) }

    /// Fleets are made once: the tests draw thousands of frames of them.
    private static let fleets = Dictionary(uniqueKeysWithValues: (all + more).map { ($0.name, $0.makeFleet()) })

    var fleet: FleetSnapshot { Self.fleets[name] ?? makeFleet() }

    private func makeFleet() -> FleetSnapshot {
        if isEmpty { return FakeFleet.empty }
        var fleet = FakeFleet.snapshot(isRecording: isRecording, isHostile: isHostile)
        fleet.recording?.failure = failure
        return fleet
    }

    func frame(rows: Int, columns: Int, glyphs: GlyphSet = .unicode) -> CellBuffer {
        let fleet = fleet
        var state = DashboardState(glyphs: glyphs)
        _ = state.handle(.resize(rows: rows, columns: columns), snapshot: fleet)
        for key in keys { _ = state.handle(.key(key), snapshot: fleet) }
        _ = state.handle(.rested, snapshot: fleet)
        if let answer { _ = state.handle(.directory(answer), snapshot: fleet) }
        return Dashboard.render(state, FakeFleet.answer(state.wanted, in: fleet), rows: rows, columns: columns)
    }
}
