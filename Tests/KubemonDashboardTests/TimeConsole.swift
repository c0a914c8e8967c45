import KubemonDashboard
import KubemonDemo
import KubemonScreen
import KubemonStore

/// A console over a fleet that lives for ten minutes and can be gone back in, a sample a second.
struct TimeConsole {
    static let length: UInt64 = 600
    /// When its first sample was taken, and its last.
    static let oldest = FakeFleet.wall
    static let newest = FakeFleet.wall + length * second
    static let second: UInt64 = 1_000_000_000

    var state: DashboardState
    var live: FleetSnapshot
    /// Where it asked to go.
    private(set) var asked: [TimeTarget] = []
    private(set) var effects: [Effect] = []
    let rows: Int
    let columns: Int

    init(isRecording: Bool = true, rows: Int = 36, columns: Int = 120, glyphs: GlyphSet = .unicode) {
        (self.rows, self.columns) = (rows, columns)
        state = DashboardState(glyphs: glyphs)
        live = Self.fleet(at: Self.newest, isRecording: isRecording)
        _ = state.handle(.resize(rows: rows, columns: columns), snapshot: live)
    }

    static func fleet(at wall: UInt64, isRecording: Bool = true) -> FleetSnapshot {
        var fleet = FakeFleet.snapshot(elapsed: wall - oldest, isRecording: isRecording)
        (fleet.extent.oldest, fleet.extent.newest) = (oldest, newest)
        (fleet.extent.bytes, fleet.extent.capacity) = (3 << 20, 64 << 20)
        return fleet
    }

    /// Presses keys; what is asked for is answered before the next one.
    mutating func press(_ keys: Key...) { for key in keys { handle(.key(key)) } }
    mutating func type(_ text: String) { for key in Scene.typed(text) { press(key) } }

    /// Runs a command of the command line.
    mutating func run(_ command: String) {
        press(.character(":"))
        type(command)
        press(.enter)
    }

    mutating func handle(_ event: DashboardEvent) {
        for effect in state.handle(event, snapshot: live) {
            guard case .travel(let target, let wall) = effect else {
                effects.append(effect)
                continue
            }
            asked.append(target)
            handle(.moment(target, moment(target, from: wall)))
        }
    }

    private func moment(_ target: TimeTarget, from wall: UInt64) -> FleetSnapshot? {
        var place = target.instant(from: wall)
        if case .samples(let count) = target {
            let sample = (wall - Self.oldest) / Self.second
            guard Int(sample) + count >= 0 else { return nil }
            place = Self.oldest + UInt64(Int(sample) + count) * Self.second
        }
        guard let place, (Self.oldest...Self.newest).contains(place) else { return nil }
        var fleet = Self.fleet(at: place, isRecording: live.recording != nil)
        fleet.request = state.wanted
        return fleet
    }

    /// How long before the newest sample the fleet is that is shown, seconds; `nil` while it is live.
    var ago: UInt64? { state.pausedAt.map { (Self.newest - $0) / Self.second } }

    var frame: CellBuffer {
        Dashboard.render(state, FakeFleet.answer(state.wanted, in: live), rows: rows, columns: columns)
    }

    var tabs: String { frame.text(ofRow: 1) }
    var status: String { frame.text(ofRow: rows - 2) }
}
