import KubemonDashboard
import KubemonDemo
import KubemonMetrics
import KubemonScreen
import KubemonStore
import Testing

@Suite("Containers")
struct ContainerViewTests {
    @Test("Enter on a node shows its containers without the node's column, Esc goes back, 2 shows all")
    func scope() {
        var console = Console()
        console.press(.down, .enter)
        #expect(console.tabs.contains("Containers(node-02)[14]"))
        #expect(!console.header.contains("NODE"))
        #expect(!console.text.contains("spark-exec-1"))
        console.filter("ns=default")
        #expect(console.tabs.contains("Containers(node-02)[8 of 14]"))
        console.press(.escape)
        #expect(console.tabs.contains("Containers(node-02)[14]"))
        console.press(.escape)
        #expect(console.state.view == .nodes)
        console.press(.character("2"))
        #expect(console.tabs.contains("Containers(all)[39]"))
        #expect(console.header.contains("NODE"))
    }

    @Test("rows that are missing because their node is lost are said at any width", arguments: [80, 100, 120, 160])
    func saysLost(columns: Int) {
        var console = Console(columns: columns)
        console.press(.character("2"))
        #expect(console.tabs.contains("lost"))
        console.filter("cpu>50")
        #expect(console.tabs.contains("lost"))
    }

    @Test("% goes from cores to the limit to the node, and the header says which")
    func bases() {
        var console = Console()
        console.press(.character("2"))
        let web = "web-7d9f4-x2c  "
        #expect(console.header.contains("CPU%core"))
        #expect(console.row(web).contains(" 199 "))
        console.press(.character("%"))
        #expect(console.header.contains("CPU%lim"))
        #expect(console.row(web).contains(" 100 ") || console.row(web).contains(" 99 "))
        // No limit: not available, and last.
        console.filter("ctr=registry")
        #expect(console.row("registry").contains(" - "))
        console.filter("")
        console.press(.character("%"))
        #expect(console.header.contains("CPU%node"))
        console.press(.home)
        #expect(console.row(web).contains(" 3.1 "))
        console.press(.character("1"))
        #expect(console.header.contains("CPU%node"))
        console.press(.character("%"))
        #expect(console.header.contains("CPU%core"))
    }

    @Test("columns that are scrolled away leave the names, and come back", arguments: ["2", "3"] as [Character])
    func scrollsColumns(view: Character) {
        var console = Console(rows: 24, columns: 80)
        console.press(.character(view))
        let (before, name) = (console.header, view == "2" ? "exec-" : "java ")
        for _ in 0..<20 {
            console.press(.right)
            #expect(console.selected.contains(name), "\(console.selected)")
        }
        #expect(console.header.contains(view == "2" ? "PIDS" : "CONTAINER") && !console.header.contains("CPU"))
        for _ in 0..<20 { console.press(.left) }
        #expect(console.header == before)
    }

    @Test("a missing value, limit or network is a dash, a measured zero is 0")
    func missing() {
        var console = Console(rows: 60, columns: 160)
        console.press(.character("2"))
        let postgres = console.row("postgres")
        #expect(postgres.contains("-/-/-"))
        #expect(postgres.contains(" 77 ") && postgres.contains(" - "))
        // The pod's network stands in the row of its pause container, and nowhere twice.
        #expect(console.row("web-7d9f4-x2c/POD").contains("310K  700K"))
        #expect(console.row("web-7d9f4-x2c  ").contains("    -     -"))
        // Just started: no rate yet.
        console.filter("pod=worker-04 ctr=worker")
        #expect(console.row("worker-04").contains("    - "))
        #expect(!console.row("worker-04").contains(" 26 "))
    }

    @Test("letters say paused and above a threshold")
    func states() {
        var console = Console()
        console.press(.character("2"))
        for (filter, letter) in [("ctr=job", "P"), ("pod=x2c ctr=web", "!"), ("pod=p9q ctr=web", "R")] {
            console.filter(filter)
            #expect(console.selected.dropFirst(2).hasPrefix(letter), "\(filter): \(console.selected)")
        }
    }

    @Test(
        "filters by columns, shown or not",
        arguments: [
            ("ns=bigdata", 6), ("node=node-03", 7), ("pod=web", 6), ("cpu>500", 3), ("mem>20G", 3), ("thr>10", 2),
            ("share>90", 1), ("rx>300K", 4), ("state=P", 1), ("image=shop/web", 3), ("pids=37", 1), ("~exec-[12]", 4),
        ])
    func filters(filter: String, count: Int) {
        var console = Console()
        console.press(.character("2"))
        console.filter(filter)
        #expect(console.tabs.contains("[\(count) of 39]"), "\(filter): \(console.tabs)")
    }

    @Test("a filter of an unknown column says which there are and keeps the last one")
    func filterErrors() {
        var console = Console()
        console.press(.character("2"))
        console.filter("ns=bigdata")
        console.filter("ns=bigdata bogus>1")
        #expect(console.text.contains("no column bogus"))
        #expect(console.tabs.contains("[6 of 39]"))
    }

    @Test(
        "keys order by CPU, memory, network, disk and throttling",
        arguments: [
            (Key.character("C"), "spark-exec-3"), (.character("M"), "spark-exec-3"),
            (.character("N"), "web-7d9f4-x2c/POD"),
            (.character("D"), "postgres"), (.character("T"), "web-7d9f4-x2c"),
        ])
    func order(key: Key, first: String) {
        var console = Console(columns: 160)
        console.press(.character("2"), .character("<"), key, .home)
        #expect(console.lines[3].contains(first), "\(console.lines[3])")
    }

    @Test("the selection follows the container when the order changes and when others vanish")
    func selectionFollows() throws {
        var console = Console(columns: 140)
        console.press(.character("2"), .down, .down, .down)
        #expect(console.selected.contains("web-7d9f4-x2c"))
        console.press(.character("M"))
        #expect(console.selected.contains("web-7d9f4-x2c"))
        // A monitor that was started again numbers its containers anew: the id is what counts.
        let kind = EntityKind.container.index
        var node = console.fleet.nodes[0]
        let old = node.tables[kind].current
        var table = Table(columnCount: old.columnCount)
        var entities: [UInt32: Entity] = [:]
        for row in 2..<old.rowCount {
            let number = old.entities[row] + 500
            table.appendRow(entity: number)
            table.copyLastRow(from: row, of: old)
            let before = try #require(node.entities[kind][old.entities[row]])
            entities[number] = Entity(number: number, kind: .container, labels: before.labels)
        }
        node.tables[kind] = KindTable(
            current: table, previous: Table(columnCount: old.columnCount), interval: 0)
        node.entities[kind] = entities
        console.fleet.nodes[0] = node
        console.fleet.wall += 10_000_000_000
        _ = console.state.handle(.tick, snapshot: console.fleet)
        #expect(console.selected.contains("web-7d9f4-x2c"))
    }

    @Test("containers whose short ids are alike are two rows as long as nothing else is known of them")
    func alikeIDs() {
        var console = Console()
        let kind = EntityKind.container.index
        for number in [108, 109] as [UInt32] {
            console.fleet.nodes[0].entities[kind][number] = Entity(
                number: number, kind: .container, labels: [.init("container_id", "docker:000000000000")])
        }
        console.press(.character("2"))
        console.filter("docker:0000")
        #expect(console.selected.contains(" 162 "))
        console.press(.down)
        #expect(console.selected.contains(" 2.0 "))
        console.press(.character("4"))
        #expect(console.text.contains("CPU 0.02 cores"))
    }

    @Test("curves are asked for the rows in sight only")
    func wantsWhatIsSeen() {
        var console = Console(FakeFleet.crowd(containers: 1_000, processes: 0))
        console.press(.character("2"))
        #expect((20...40).contains(console.state.wanted.recent.count))
        let first = console.state.wanted.recent
        console.press(.pageDown, .pageDown)
        #expect(console.state.wanted.recent != first)
        console.press(.character("1"))
        #expect(console.state.wanted.recent.isEmpty)
    }

    @Test("the pane says what the container is, its CPU and its memory")
    func pane() {
        var console = Console(columns: 200)
        console.press(.character("2"))
        console.filter("pod=x2c ctr=web")
        for part in [
            "default/web-7d9f4-x2c/web", "up 03:12:17", "restarts 2", "OOM kills 1",
            "image registry.local/shop/web:1.42.0",
            "1.99 of 2.00 cores", "% of limit, 3.1% of node", "throttled 44% of periods",
            "working set 1.9G of 2.0G (97%)",
            "= anon 1.7G + active file", "swap 0",
        ] { #expect(console.text.contains(part), "\(part)") }
    }

    @Test("4 opens the graphs of the container, Esc goes back to where it was")
    func detail() {
        var console = Console(rows: 40)
        console.press(.enter)
        console.filter("pod=x2c ctr=web")
        console.press(.character("4"))
        #expect(console.state.view == .detail)
        #expect(console.state.wanted.subject?.number == 105)
        #expect(console.state.wanted.network?.number == 104)
        for part in [
            "THROTTLED 44% of periods", "NET of the pod  rx 310K/s  tx 700K/s", "PSI some avg10", "oom kill",
            "OOM kills 1",
        ] { #expect(console.text.contains(part), "\(part)") }
        console.press(.character("e"))
        #expect(console.text.contains("memory_inactive_file"))
        console.press(.escape, .escape)
        #expect(console.tabs.contains("Containers(node-01)[1 of"))
    }

    @Test(
        "a kill and the restart after it are one mark below graphs, in the detail of the container as in that of its node"
    )
    func marksAgree() {
        var console = Console(rows: 36)
        console.press(.enter)
        console.filter("pod=x2c ctr=web")
        console.press(.character("4"))
        let marks = console.lines.first { $0.hasPrefix("  marks") } ?? ""
        #expect(marks.contains("▴rps 500") && marks.contains("▴gap") && marks.contains("▴oom"), "\(marks)")
        console.press(.escape, .escape, .character("1"), .character("4"))
        let ofNode = console.lines.first { $0.hasPrefix(" marks") } ?? ""
        #expect(ofNode.contains("▴rps 500 -> 1000") && ofNode.contains("▴gap") && ofNode.contains("▴oom kill"))
    }

    @Test("the detail of a container that has ended says so")
    func detailOfEnded() {
        var console = Console()
        console.press(.character("2"), .character("4"))
        console.fleet.nodes = []
        _ = console.state.handle(.tick, snapshot: console.fleet)
        #expect(console.text.contains("it has ended"))
    }

    @Test("without a selection the detail says what to do", arguments: [Key.character("5"), .character("7")])
    func detailOfNothing(view: Key) {
        var console = Console()
        console.press(view, .character("4"))
        #expect(console.text.contains("then press 4"))
    }
}
