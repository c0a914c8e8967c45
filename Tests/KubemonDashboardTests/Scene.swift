import DashboardFixtures
import KubemonDashboard
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

    /// Every view and every dialog.
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
        Scene(name: "help", keys: [.character("?")]), Scene(name: "help-end", keys: [.character("?"), .end]),
        Scene(
            name: "start", keys: [.character("R"), .down] + typed("load test B"), isRecording: false,
            answer: DirectoryCheck(text: "run-042", verdict: .new, freeBytes: 44_238_000_000)),
        Scene(
            name: "start-exists", keys: [.character("R"), .backspace] + typed("1") + [.enter], isRecording: false,
            answer: DirectoryCheck(text: "run-041", verdict: .refused, message: "exists and is not empty")),
        Scene(name: "stop", keys: [.character("X")]), Scene(name: "quit", keys: [.character("q")]),
        Scene(name: "marker", keys: [.character("m")] + typed("rps 500 -> 1000")),
    ]

    static func typed(_ text: String) -> [Key] { text.map(Key.character) }

    /// Fleets are made once: the tests draw thousands of frames of them.
    private static let fleets = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0.makeFleet()) })

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
        if let answer { _ = state.handle(.directory(answer), snapshot: fleet) }
        return Dashboard.render(state, FakeFleet.answer(state.wanted, in: fleet), rows: rows, columns: columns)
    }
}
