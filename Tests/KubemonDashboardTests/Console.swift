import KubemonDashboard
import KubemonDemo
import KubemonScreen
import KubemonStore

/// A console over a fleet that answers what it asks for, as a user sees it.
struct Console {
    var state = DashboardState()
    var fleet: FleetSnapshot
    let rows: Int
    let columns: Int

    init(_ fleet: FleetSnapshot = FakeFleet.snapshot(), rows: Int = 36, columns: Int = 120) {
        self.fleet = fleet
        self.rows = rows
        self.columns = columns
        _ = state.handle(.resize(rows: rows, columns: columns), snapshot: fleet)
    }

    /// Presses keys and waits until what follows the cursor has followed.
    mutating func press(_ keys: Key...) {
        for key in keys { _ = state.handle(.key(key), snapshot: fleet) }
        _ = state.handle(.rested, snapshot: fleet)
    }
    mutating func type(_ text: String) { for key in Scene.typed(text) { press(key) } }

    /// Filters by `text`.
    mutating func filter(_ text: String) {
        press(.character("/"), .control("u"))
        type(text)
        press(.enter)
    }

    var lines: [String] {
        let frame = Dashboard.render(
            state, FakeFleet.answer(state.wanted, in: fleet), rows: rows, columns: columns)
        return (0..<rows).map(frame.text(ofRow:))
    }

    var text: String { lines.joined(separator: "\n") }
    /// The line of tabs, with scope and count.
    var tabs: String { lines[1] }
    var header: String { lines[2] }
    /// The row the cursor is on.
    var selected: String { lines.first { $0.hasPrefix("▶") } ?? "" }
    /// The first line of the table that holds `text`.
    func row(_ text: String) -> String { lines[3..<(rows - 6)].first { $0.contains(text) } ?? "" }
}
