import KubemonDashboard
import KubemonDemo
import KubemonScreen
import Testing

@Suite("Processes")
struct ProcessViewTests {
    @Test("Enter on a container shows its processes, Enter on one its detail; Esc goes the same way back")
    func scope() {
        var console = Console(columns: 160)
        console.press(.enter)
        console.filter("pod=exec-3 ctr=executor")
        console.press(.enter)
        #expect(console.tabs.contains("Processes(node-01 > bigdata/spark-exec-3)[5]"))
        #expect(!console.header.contains("CONTAINER") && !console.header.contains("NODE"))
        console.press(.enter)
        #expect(console.state.view == .detail)
        #expect(console.text.contains("memory_resident"))
        console.press(.escape, .escape)
        #expect(console.tabs.contains("Containers(node-01)[1 of"))
        console.press(.character("3"))
        #expect(console.tabs.contains("Processes(all)"))
        #expect(console.header.contains("NODE") && console.header.contains("CONTAINER"))
        console.press(.escape)
        #expect(console.state.view == .nodes)
    }

    @Test(
        "filters",
        arguments: [
            ("comm=java", 3), ("pid=4518 node=node-01", 1), ("pid=45", 0), ("state=I", 3),
            ("ctr=spark-exec-1/executor", 5),
            ("comm=python cpu>50", 6), ("res>20G", 3), ("ctr=db", 3),
        ])
    func filters(filter: String, count: Int) {
        var console = Console(columns: 160)
        console.press(.character("3"))
        console.filter(filter)
        #expect(console.tabs.contains("[\(count) of "), "\(filter): \(console.tabs)")
    }

    @Test("the pane says the process's numbers, and what belongs to its first thread only")
    func pane() {
        var console = Console(columns: 200)
        console.press(.character("3"))
        console.filter("pid=4518")
        for part in [
            "pid 4518 (1 inside)", "bigdata/spark-exec-3/executor", "R running", "threads 94",
            "java -Xmx45g -XX:+UseG1GC",
            "resident 37.0G", "main thread waited for a CPU 4.9%", "open files", "written 3.9M/s", "major 12/s",
        ] { #expect(console.text.contains(part), "\(part)") }
    }

    @Test("what may not be read is a dash")
    func missing() {
        var console = Console(columns: 160)
        console.press(.enter, .character("3"))
        console.filter("comm=sshd node=node-01")
        #expect(console.selected.contains("    -     - "))
        #expect(console.selected.contains("sshd"))
    }

    @Test(
        "of ten thousand processes only the rows in sight are put into words",
        arguments: [(false, ""), (true, ""), (false, "worker !zombie"), (true, "work")])
    func formatsWhatIsSeen(isTree: Bool, filter: String) {
        let fleet = FakeFleet.crowd(containers: 1_000, processes: 10_000)
        var console = Console(fleet, rows: 40, columns: 160)
        console.press(.character("3"))
        if isTree { console.press(.character("t")) }
        if !filter.isEmpty { console.filter(filter) }
        let meter = FormatMeter()
        let frame = Dashboard.render(console.state, fleet, rows: 40, columns: 160, meter: meter)
        #expect(frame.text(ofRow: 1).contains("[10000]"))
        #expect(meter.texts > 100)
        // Rows times columns, and nothing per process.
        #expect(meter.texts <= 40 * 14, "\(meter.texts)")
    }
}
