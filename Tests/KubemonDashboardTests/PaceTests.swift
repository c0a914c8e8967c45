import KubemonDashboard
import KubemonDemo
import KubemonScreen
import KubemonStore
import Testing

@Suite("Pace")
struct PaceTests {
    private static let (rows, columns) = (45, 160)
    private let fleet = FakeFleet.snapshot()

    private func console() -> DashboardState {
        var state = DashboardState()
        _ = state.handle(.resize(rows: Self.rows, columns: Self.columns), snapshot: fleet)
        return state
    }

    private func frame(_ state: DashboardState) -> CellBuffer {
        Dashboard.render(
            state, FakeFleet.answer(state.wanted, in: fleet), rows: Self.rows, columns: Self.columns)
    }

    /// Rows in which two frames differ.
    private func difference(_ one: CellBuffer, _ other: CellBuffer) -> [Int] {
        (0..<Self.rows).filter { row in (0..<Self.columns).contains { one[row, $0] != other[row, $0] } }
    }

    private func cursor(_ frame: CellBuffer) -> Int? { (0..<Self.rows).first { frame[$0, 0].character == "▶" } }

    @Test("a cursor key changes the two rows of the cursor and nothing else", arguments: ["1", "2", "3", "6"])
    func movesOnlyTheCursor(view: String) {
        var state = console()
        _ = state.handle(.key(.character(Character(view))), snapshot: fleet)
        for key in [Key.down, .character("j"), .up, .character("k"), .down] {
            let before = frame(state)
            _ = state.handle(.key(key), snapshot: fleet)
            let after = frame(state)
            #expect(difference(before, after) == [cursor(before), cursor(after)].compactMap(\.self).sorted())
        }
    }

    @Test("the pane follows when the cursor rests", arguments: ["1", "2", "3", "6"])
    func followsAtRest(view: String) {
        var (moved, direct) = (console(), console())
        for key in [Key.character(Character(view)), .down, .down] { _ = moved.handle(.key(key), snapshot: fleet) }
        #expect(moved.isPaneBehind)
        _ = moved.handle(.tick, snapshot: fleet)
        #expect(moved.isPaneBehind, "a sample is no rest")
        _ = moved.handle(.rested, snapshot: fleet)
        #expect(!moved.isPaneBehind)
        for key in [Key.character(Character(view)), .down, .down] {
            _ = direct.handle(.key(key), snapshot: fleet)
            _ = direct.handle(.rested, snapshot: fleet)
        }
        #expect(frame(moved) == frame(direct))
    }

    @Test("any key but those of the cursor brings the pane along at once")
    func followsOtherKeys() {
        var state = console()
        _ = state.handle(.key(.down), snapshot: fleet)
        #expect(state.historyNode == "node-01" && state.isPaneBehind)
        _ = state.handle(.key(.character("e")), snapshot: fleet)
        #expect(state.historyNode == "node-02" && !state.isPaneBehind)
    }

    @Test("a cursor that comes back to where it began has nothing to wait for")
    func returns() {
        var state = console()
        for key in [Key.down, .up] { _ = state.handle(.key(key), snapshot: fleet) }
        #expect(!state.isPaneBehind)
    }

    @Test("the pane of a row that is gone is the cursor's")
    func forgets() {
        var state = console()
        _ = state.handle(.key(.down), snapshot: fleet)
        var smaller = fleet
        smaller.nodes.removeAll { $0.name == "node-01" }
        _ = state.handle(.tick, snapshot: smaller)
        #expect(state.historyNode == "node-02")
    }

    /// Rows are kept from key to key as long as the snapshot has the same number.
    @Test("what is kept of a snapshot is what is put together anew", arguments: 0..<4)
    func keepsNothingOld(seed: UInt64) {
        var random = Random(state: seed)
        var (keeping, plain) = (console(), console())
        let keys: [Key] = [
            .down, .up, .pageDown, .end, .home, .enter, .backspace, .escape, .tab, .left, .right, .control("u"),
        ]
        let letters = Scene.typed("1122333467tFa%srzz<>CMDNe+-/cpu>1 ")
        var numbered = fleet
        for step in 0..<100 {
            if step % 12 == 0 {
                numbered = FakeFleet.snapshot(
                    elapsed: UInt64(step) * 300_000_000, isHostile: step % 24 == 0, life: Life(seed: seed))
                numbered.number = UInt64(step) + 1
            }
            let key =
                random.next() % 3 == 0 ? keys.randomElement(using: &random) : letters.randomElement(using: &random)
            let event = random.next() % 9 == 0 ? DashboardEvent.rested : .key(key ?? .down)
            var unnumbered = numbered
            unnumbered.number = 0
            _ = keeping.handle(event, snapshot: numbered)
            _ = plain.handle(event, snapshot: unnumbered)
            let (one, other) = (frame(keeping, numbered), frame(plain, unnumbered))
            #expect(one == other, "seed \(seed), step \(step), \(event)")
        }
    }

    private func frame(_ state: DashboardState, _ fleet: FleetSnapshot) -> CellBuffer {
        Dashboard.render(
            state, FakeFleet.answer(state.wanted, in: fleet), rows: Self.rows, columns: Self.columns)
    }

    @Test(
        "a filter has no regard to case, in any script",
        arguments: [
            ("SPARK-EXEC-1", "spark-exec-1"), ("Default/Web", "default/web"), ("ns=DEFAULT", "default/"),
        ])
    func ignoresCase(filter: String, part: String) {
        var console = Console(columns: 160)
        console.press(.character("2"))
        console.filter(filter)
        #expect(console.selected.contains(part), "\(console.selected)")
    }
}
