import KubemonDashboard
import KubemonDemo
import KubemonScreen
import KubemonStore
import Testing

@Suite("Commands of the console")
struct CommandTests {
    let fleet = FakeFleet.snapshot()

    @Test(
        "what may stand behind a command is taken, and what may not is said",
        arguments: Keymap.bindings.filter { !$0.command.isEmpty })
    func takesWhatItSays(binding: KeyBinding) {
        var console = Console()
        console.press(.character(":"))
        console.type(binding.command + " 14:01")
        let effects = console.state.handle(.key(.enter), snapshot: fleet)
        // The collector has these as well and says itself what they take.
        let isSent = effects == [.command(binding.command + " 14:01")]
        #expect(isSent == ["start", "stop", "mark"].contains(binding.command))
        let isRefused = console.text.contains("takes nothing behind it")
        #expect(isRefused == (binding.argument.isEmpty && !isSent && binding.action != .help), "\(console.text)")
    }

    @Test("the mouse says that it is on or off, however it is turned")
    func turnsMouse() {
        var console = Console()
        for (command, said) in [("off", "mouse off"), ("on", "mouse on"), ("x", "mouse takes on or off")] {
            console.press(.character(":"))
            console.type("mouse " + command)
            console.press(.enter)
            #expect(console.text.contains(said), "\(console.text)")
        }
    }

    @Test(
        "a detail is no table: what needs one says so and changes nothing",
        arguments: ["/", "s", "r", "C", "%", "n", ":filter web\r", ":sort cpu\r", ":save x\r", ":search x\r"])
    func detailIsNoTable(keys: String) {
        var console = Console()
        console.press(.character("4"))
        var effects: [Effect] = []
        for key in keys {
            effects = console.state.handle(.key(key == "\r" ? .enter : .character(key)), snapshot: fleet)
        }
        #expect(effects == [] && console.text.contains("this is no table"), "\(console.text)")
    }

    @Test(
        "columns are sorted by their names, others, and what their headers say",
        arguments: [
            ("mem", "MEMws▼"), ("MEMws", "MEMws▼"), ("memory", "MEMws▼"), ("THR%", "THR%▼"), ("psic/m/i", "PSIc/m/i▼"),
            ("net", "TX/s▼"), ("bogus", "no column bogus here; there are: "),
        ])
    func sortsByHeader(name: String, shown: String) {
        var console = Console()
        console.press(.character("2"), .character(":"))
        console.type("sort " + name)
        console.press(.enter)
        #expect(console.text.contains(shown), "\(console.text)")
    }

    @Test(
        "zooming goes on from whatever length was asked for",
        arguments: [
            ("45m", "+", "30m"), ("45m", "-", "1h"), ("24h", "-", "24h"), ("10s", "+", "10s"), ("3h", "+", "1h"),
        ])
    func zoomsFromAnyLength(from: String, key: String, to: String) {
        var console = Console()
        console.fleet.nodes.removeSubrange(2...)
        for text in [":window \(from)\r", key] {
            for key in text { console.press(key == "\r" ? .enter : .character(key)) }
        }
        #expect(console.text.contains("window \(to)"), "\(console.text)")
    }
}
