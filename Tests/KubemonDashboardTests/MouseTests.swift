import KubemonDashboard
import KubemonDemo
import KubemonScreen
import KubemonStore
import Testing

@Suite("The mouse")
struct MouseTests {
    @Test("a click on a header orders by it, a second one the other way round")
    func clicksHeader() {
        var console = Console()
        let header = place("CPU%", console)
        console.press(header)
        #expect(console.text.contains("sort cpu▼"))
        console.press(header)
        #expect(console.text.contains("sort cpu▲"))
    }

    @Test("a click selects the row, opens the tab, presses the function key")
    func clicks() {
        var console = Console()
        console.press(.click(row: 4, column: 20))
        #expect(console.state.historyNode == "node-02")
        console.press(.click(row: 1, column: 14))
        #expect(console.state.view == .containers)
        #expect(console.state.handle(.key(.click(row: 35, column: 1)), snapshot: console.fleet) == [])
        #expect(console.text.contains("Move and open"))
    }

    /// The place of a text on the screen.
    private func place(_ text: String, _ console: Console) -> Key {
        for (row, line) in console.lines.enumerated() {
            let parts = line.split(separator: text, maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { return .click(row: row, column: TextWidth.of(String(parts[0]))) }
        }
        Issue.record("\(text) is not on the screen")
        return .click(row: 0, column: 0)
    }

    @Test("a second click on a row opens it, with a key between them it does not")
    func clicksTwice() {
        var console = Console()
        console.press(.click(row: 4, column: 20), .click(row: 4, column: 20))
        #expect(console.tabs.contains("Containers(node-02)"))
        console.press(.escape)
        console.press(.click(row: 4, column: 20), .down, .up, .click(row: 4, column: 20))
        #expect(console.state.view == .nodes)
        console.press(place("/ filter", console))
        #expect(console.text.contains(" filter: "))
        console.type("node-02")
        console.press(.click(row: 3, column: 20))
        #expect(!console.text.contains(" filter: ") && console.selected.contains("node-02"))
    }

    @Test("what dialogs offer can be clicked on: menus, buttons, answers, fields, settings, the function bar")
    func clicksDialogs() {
        var console = Console()
        console.press(.character("2"), .character("s"), .wheelDown)
        console.press(place(" mem  ", console))
        #expect(console.header.contains("MEMws▼"))
        console.press(.character("s"), .click(row: 20, column: 1))
        #expect(!console.text.contains("Sort by"))
        console.press(.character("X"))
        console.press(place("Keep recording", console))
        #expect(!console.text.contains("Stop recording"))
        console.press(.character("X"))
        #expect(console.state.handle(.key(place("y  Stop", console)), snapshot: console.fleet) == [.stopRecording])
        console.press(.character("q"))
        console.press(place("Esc  stay", console))
        #expect(!console.text.contains("is being recorded"))
        console.press(.character("q"))
        #expect(console.state.handle(.key(place("leave it open", console)), snapshot: console.fleet) == [.quit])
        console.press(.function(2))
        console.press(place("mouse  ", console), place("mouse  ", console))
        #expect(!console.state.hasMouse)
        console.press(place("F2Setup", console))
        #expect(!console.text.contains("Alarms, raised from"))
    }

    @Test("the start prompt can be filled in with the mouse")
    func clicksStart() {
        var fleet = FakeFleet.snapshot()
        fleet.recording = nil
        var console = Console(fleet)
        console.press(.function(8))
        console.press(place("Note", console))
        console.type("warm")
        console.press(place("[x] processes", console))
        let effects = console.state.handle(.key(place("Start  Enter", console)), snapshot: fleet)
        guard case .startRecording(_, let note, _, let parts) = effects.last else {
            Issue.record("\(effects)")
            return
        }
        #expect(note == "warm" && parts == [.machine, .containers])
    }
}
