import KubemonDashboard
import KubemonDemo
import KubemonMetrics
import KubemonScreen
import Testing

@Suite("Trees")
struct TreeTests {
    private func console(rows: Int = 80) -> Console {
        var console = Console(rows: rows, columns: 140)
        console.press(.character("2"), .character("t"))
        return console
    }

    @Test("namespaces hold pods, pods hold containers; the pod shows the pod's network")
    func containers() {
        let console = console()
        #expect(console.tabs.contains("tree"))
        let lines = console.lines
        let pod = lines.firstIndex { $0.contains("[-] web-7d9f4-x2c") } ?? 0
        #expect(lines[pod].contains("310K  700K"))
        #expect(lines[pod + 1].contains("├── web"))
        #expect(lines[pod + 2].contains("└── POD"))
        #expect(console.row("[-] bigdata").contains("2 nodes"))
    }

    @Test("a limit is only summed where every member has one")
    func limits() {
        let console = console()
        #expect(console.row("[-] bigdata").contains(" 30.0 "))
        #expect(console.row("[-] spark-exec-1").contains(" 10.0 "))
        // Exporter has a limit, postgres has none.
        #expect(console.row("[-] pg-0").contains(" 79    -"))
        #expect(console.row("[-] (docker)").contains(" 164    -"))
    }

    @Test("what is old is not added to what is current; alone it is shown")
    func stale() {
        let console = console()
        // 1.99 + 1.21 + 1.18 + 0.30 + 0.29 + 0.28 + 0.27 cores; 0.25 and 0.24 are of the silent node.
        #expect(console.row("[-] default").contains(" 552 "))
        #expect(console.row("[-] default").contains("3 nodes"))
        #expect(console.row("[-] db").contains(" 79 "))
    }

    @Test("what is inside of another container is not counted twice")
    func nested() {
        let console = console()
        #expect(console.row("[-] builder").contains(" 162 "))
        #expect(console.row("└── builder-inner").contains(" 110 "))
        // 1.62 and 0.02 cores; 1.1 are part of the 1.62.
        #expect(console.row("(docker)").contains(" 164 "))
    }

    @Test("- folds the row or its parent, + unfolds, Enter does both; in other views they stay zoom")
    func folding() {
        var console = console()
        let before = console.lines
        console.press(.character("/"))
        console.type("ns=bigdata")
        console.press(.enter, .home, .down, .down, .character("-"))
        #expect(console.selected.contains("[+] spark-exec-1"))
        let folded = branches(console.lines)
        console.press(.enter)
        #expect(console.selected.contains("[-] spark-exec-1"))
        #expect(branches(console.lines) == folded + 2)
        console.press(.up, .character("-"))
        #expect(branches(console.lines) == 0)
        console.press(.character("+"), .escape)
        #expect(branches(console.lines) == branches(before))
        console.press(.character("1"), .character("-"))
        // Ten minutes instead of five.
        #expect(console.text.contains("13:52:"))
    }

    private func branches(_ lines: [String]) -> Int {
        lines.filter { $0.contains("├── ") || $0.contains("└── ") }.count
    }

    @Test(
        "the last row of a parent has another branch, and lines go on past the rows below a brother",
        arguments: [false, true])
    func lines(isASCII: Bool) {
        var console = Console(rows: 80, columns: 140)
        if isASCII { _ = console.state.handle(.glyphs(.ascii), snapshot: console.fleet) }
        console.press(.character("2"), .character("t"))
        console.filter("ns=bigdata")
        let drawn = console.lines[3..<12].map { line in
            String(line.dropFirst(13).prefix { $0 != "," }.prefix(24)).trimmingEnd
        }
        let (branch, last, line) = isASCII ? ("|--", "`--", "|") : ("├──", "└──", "│")
        #expect(
            Array(drawn) == [
                "[-] bigdata", "  [-] spark-exec-1", "  \(line) \(branch) executor", "  \(line) \(last) POD",
                "  [-] spark-exec-2", "  \(line) \(branch) executor", "  \(line) \(last) POD", "  [-] spark-exec-3",
                "    \(branch) executor",
            ])
    }

    @Test("the order of the tree stays when loads change, and sort keys say why they do nothing")
    func order() {
        var console = console()
        let names = { (lines: [String]) in lines.map { $0.dropFirst(11).prefix(32) } }
        let before = names(console.lines)
        console.press(.character("M"))
        #expect(console.text.contains("order of its own"))
        console.fleet = FakeFleet.snapshot(elapsed: 5_000_000_000)
        _ = console.state.handle(.tick, snapshot: console.fleet)
        #expect(names(Array(console.lines.dropFirst(2).dropLast(8))) == Array(before.dropFirst(2).dropLast(8)))
        console.press(.character("t"))
        #expect(console.header.contains("CPU%core▼"))
    }

    @Test("+ shows the processes of a container below it, - hides them; Enter on one opens its detail, Esc leads back")
    func unfoldsContainers() {
        var console = Console(rows: 40, columns: 140)
        console.press(.character("2"), .character("t"))
        console.filter("pod=exec-3 ctr=executor")
        console.press(.end)
        let folded = console.lines
        #expect(console.selected.contains("executor"))
        console.press(.character("+"))
        #expect(console.selected.contains("[-] executor"))
        #expect(branches(console.lines) == branches(folded) + 2, "\(console.text)")
        #expect(console.row("4518 java").contains("[-]") && console.row("└── 4").contains("curl"))
        // The shares and the network are the container's.
        console.press(.down)
        #expect(console.selected.contains("4518 java") && console.text.contains(" pid 4518 ("), "\(console.text)")
        console.press(.enter)
        #expect(console.tabs.contains("[4 Detail]") && console.tabs.contains("pid 4518"))
        console.press(.escape)
        #expect(console.selected.contains("4518 java"))
        console.press(.up, .character("-"))
        #expect(console.lines == folded)
        console.press(.enter)
        #expect(console.tabs.contains("Processes(node-01 > "))
    }

    @Test("a folded process says what it and all below it use together, and how many they are")
    func sumsFoldedProcesses() {
        var console = Console(rows: 60, columns: 160)
        console.press(.enter)
        console.filter("pod=exec-3 ctr=executor")
        console.press(.enter, .character("t"), .home)
        let parts = console.lines[3..<8].map(numbers)
        console.press(.character("-"))
        #expect(console.selected.contains("[+] (5) java"), "\(console.text)")
        // THR, CPU% and RES; what is shown is rounded.
        let sums = numbers(console.selected)
        #expect(sums[0] == parts.reduce(0) { $0 + $1[0] })
        #expect(abs(sums[1] - parts.reduce(0) { $0 + $1[1] }) < 3, "\(sums) \(parts)")
        #expect(sums[2] > parts[0][2], "\(sums) \(parts)")
        console.press(.character("+"))
        #expect(console.lines[3..<8].map(numbers) == parts)
        // Two that are each other's parent are added once.
        var hostile = Console(FakeFleet.snapshot(isHostile: true), rows: 200, columns: 160)
        hostile.press(.character("3"), .character("t"), .home)
        for _ in 0..<150 { hostile.press(.character("-"), .down) }
        #expect(hostile.text.contains("[+] ("))
    }

    /// Threads, CPU and resident memory of a row of processes.
    private func numbers(_ line: String) -> [Double] {
        let words = line.split(separator: " ").map(String.init)
        guard let state = words.firstIndex(where: { ["R", "S", "D"].contains($0) }) else { return [] }
        let sizes: [Character: Double] = ["K": 1024, "M": 1_048_576, "G": 1_073_741_824]
        return words[(state + 1)...].filter { $0.first?.isNumber == true }.prefix(3).map { word in
            let unit = word.last.flatMap { sizes[$0] }
            return (Double(unit == nil ? word : String(word.dropLast())) ?? 0) * (unit ?? 1)
        }
    }

    @Test("processes stand below their parents, whatever numbers they claim")
    func processes() {
        var console = Console(rows: 60, columns: 160)
        console.press(.enter)
        console.filter("pod=exec-3 ctr=executor")
        console.press(.enter, .character("t"))
        let lines = console.lines[3..<8].map { $0.trimmingEnd }
        #expect(lines[0].contains("[-] java"))
        #expect(lines[1].hasSuffix("├── python3 /opt/spark/worker.py --shard 0"))
        #expect(lines[3].hasSuffix("  [-] sh -c /opt/metrics.sh"))
        #expect(lines[4].contains("    └── curl"))
        // Two that are each other's parent are shown all the same.
        var hostile = Console(FakeFleet.snapshot(isHostile: true), rows: 200, columns: 160)
        hostile.press(.character("3"))
        let all = hostile.tabs
        hostile.press(.character("t"))
        #expect(hostile.tabs.contains(all.split(separator: "[").last.map { String($0.prefix(4)) } ?? "?"))
        #expect(hostile.text.contains("containerd"))
        #expect(hostile.text.contains("sshd"))
    }
}

extension String {
    fileprivate var trimmingEnd: String { String(reversed().drop { $0 == " " }.reversed()) }
}
