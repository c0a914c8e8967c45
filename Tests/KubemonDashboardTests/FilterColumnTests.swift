import KubemonDemo
import KubemonScreen
import KubemonStore
import Testing

@Suite("Columns of a filter")
struct FilterColumnTests {
    private func console(_ view: Character, _ filter: String, _ fleet: FleetSnapshot = FakeFleet.snapshot()) -> Console
    {
        var console = Console(fleet, rows: 36, columns: 200)
        console.press(.character(view))
        console.filter(filter)
        return console
    }

    /// How many rows of a table pass; all that there are are none.
    private func shown(
        _ view: Character, _ filter: String, _ fleet: FleetSnapshot = FakeFleet.snapshot()
    ) -> Int {
        let words = console(view, filter, fleet).tabs.split { $0 == " " || $0 == "[" || $0 == "(" || $0 == ")" }
        return words.firstIndex(of: "of").flatMap { Int(words[$0 - 1]) } ?? 0
    }

    /// Words are looked for in what is known of a process, expressions in the texts that its row is made of.
    @Test(
        "a word finds the processes that an expression of the same letters finds",
        arguments: [
            ("r", true), ("S", true), ("SPARK", true), ("default/w", true), ("/", true), ("e-01", true), ("-XMX", true),
            ("33", true), ("日", true), ("docker:", false), ("nowhere", false),
        ] as [(String, Bool)])
    func words(word: String, isFound: Bool) {
        let fleet = FakeFleet.snapshot(isHostile: true)
        let found = shown("3", word, fleet)
        #expect(found == shown("3", "~" + word, fleet))
        #expect((found > 0) == isFound, "\(found)")
    }

    @Test(
        "percentages are compared with shares and bytes with bytes, whichever of both columns is named",
        arguments: [
            ("2", "memory<80%", "share<80"), ("2", "share>1G", "mem>1G"), ("2", "!mem<80%", "!share<80"),
            ("1", "mem>=80G", "used>=80G"), ("1", "used<50%", "memory<50"),
        ] as [(Character, String, String)])
    func units(view: Character, filter: String, same: String) {
        let (found, other) = (shown(view, filter), shown(view, same))
        #expect(found == other && found > 0)
    }

    @Test(
        "where no column holds it in that unit, what the column holds is said, and what does hold it",
        arguments: [
            ("3", "memory<80%", "memory holds bytes, such as 800M or 1.5G; percentages: cpu"),
            ("3", "res=80%", "res holds bytes"),
            ("2", "cpu>1G", "cpu holds percentages, such as 50 or 80%; bytes: mem"),
            ("5", "size>5%", "size holds bytes, such as 800M or 1.5G"),
        ] as [(Character, String, String)])
    func refusals(view: Character, filter: String, said: String) {
        let console = console(view, filter)
        #expect(console.text.contains(said), "\(console.text.suffix(600))")
    }

    @Test(
        "instants are not compared, and a filter that does says where to go instead",
        arguments: ["time>14:00", "time=14"])
    func refusesInstants(filter: String) {
        let console = console("7", filter)
        #expect(console.text.contains("time is an instant") && console.text.contains("b goes to one"))
    }

    @Test(
        "what a header says names its column",
        arguments: [
            ("2", "M%>80", "share>80"), ("2", "s=P", "state=P"), ("2", "RX/s>1K", "rx>1K"), ("2", "MEMws>1G", "mem>1G"),
            ("3", "S=R", "state=R"), ("3", "WR/s>1K", "wr>1K"), ("3", "TIME+>20m", "time>20m"),
            ("3", "container=web", "ctr=web"),
            ("1", "MEM%>50", "memory>50"), ("1", "rx>1M", "RX>1M"), ("6", "state=live", "STATE=live"),
        ] as [(Character, String, String)])
    func headers(view: Character, filter: String, same: String) {
        let (found, other) = (shown(view, filter), shown(view, same))
        #expect(found == other && found > 0)
    }

    @Test(
        "every header of a column that is ordered by names it",
        arguments: ["1", "2", "3", "5", "6", "7"] as [Character])
    func allHeaders(view: Character) {
        let header = console(view, "", FakeFleet.snapshot(isRecording: false)).header.replacing("▲", with: "")
            .replacing("▼", with: "")
        // Curves and bars have no order, nor has the mark of the recording.
        let none = ["60s", "RECENT", "R", "(tree)", "c/m/i", "rx/tx", "r/w", "HAPPENED"]
        for word in header.split(separator: " ").map(String.init) where !none.contains(word) {
            let text = console(view, "\(word)=x", FakeFleet.snapshot(isRecording: false)).text
            let isKnown = !text.contains("no column")
            #expect(isKnown, "\(word)")
        }
    }

    @Test(
        "the machine is a column where there is only one, and its name no word there",
        arguments: ["2", "3"] as [Character])
    func oneMachine(view: Character) {
        var fleet = FakeFleet.snapshot()
        fleet.nodes = [fleet.nodes[0]]
        #expect(console(view, "node!=x", fleet).text.contains("no column") == false)
        var scoped = Console(rows: 36, columns: 200)
        scoped.press(.enter)
        scoped.filter("node=node-02")
        #expect(scoped.tabs.contains("[0 of "))
        scoped.filter("node-01$")
        #expect(scoped.tabs.contains("[0 of "))
        scoped.filter("node!=x")
        #expect(!scoped.text.contains("no column") && !scoped.tabs.contains("[0 of "))
    }
}
