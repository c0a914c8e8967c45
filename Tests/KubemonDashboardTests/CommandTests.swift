import KubemonDashboard
import KubemonDemo
import KubemonScreen
import KubemonStore
import Testing

@Suite("Commands of the console")
struct CommandTests {
    let fleet = FakeFleet.snapshot()

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
