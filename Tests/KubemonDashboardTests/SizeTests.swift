import KubemonDashboard
import KubemonDemo
import KubemonScreen
import KubemonStore
import Testing

@Suite("Any size")
struct SizeTests {
    private static let scenes = (Scene.all + Scene.more).filter { !$0.isEmpty }

    @Test("title, recording, status and a data row are there, and no control character", arguments: 5...80)
    func holdsWhatMatters(rows: Int) {
        for columns in stride(from: 20 + rows % 11, through: 250, by: 17) {
            // Each size sees another scene; over all sizes every scene is seen many times.
            let scene = Self.scenes[(rows * 7 + columns) % Self.scenes.count]
            let frame = scene.frame(rows: rows, columns: columns)
            let lines = (0..<rows).map(frame.text(ofRow:))
            let size = "\(scene) \(columns)x\(rows)"
            #expect(lines[0].contains { $0 != " " }, "\(size): no title")
            #expect(lines[rows - (rows < 10 ? 1 : 2)].contains { $0 != " " }, "\(size): no status")
            // Each of these fleets has something at its limit.
            #expect(lines[0].contains("ALARM") || lines[0].contains("!"), "\(size): no alarms in \(lines[0])")
            if columns >= 40 {
                let word = scene.isRecording ? "REC" : "rec"
                #expect(lines[0].contains(word), "\(size): no recording field in \(lines[0])")
            }
            #expect(frame.cells.allSatisfy { isHarmless($0.character) }, "\(size): control character")
            #expect(lines.allSatisfy { TextWidth.of($0) == columns }, "\(size): a line of another width")
        }
    }

    @Test("a row of data is there from six rows on", arguments: [0, 3, 5, 11, 14, 15, 17, 18, 30, 31, 32, 33])
    func showsRows(index: Int) {
        let scene = Scene.all[index]
        for rows in Array(6...30) + [45, 60, 80] {
            for columns in [20 + rows % 20, 40, 80 + rows, 250] {
                let frame = scene.frame(rows: rows, columns: columns)
                let marks = (1..<rows - 1).filter { frame[$0, 0].character == "▶" }
                #expect(marks.count == 1 || scene.keys.contains(.character(":")), "\(scene) \(columns)x\(rows)")
            }
        }
    }

    @Test("of nodes below the last row it is said how many there are, and which of them is lost", arguments: 10...36)
    func saysHiddenNodes(rows: Int) {
        for columns in [60, 80, 120] {
            let lines = (1..<rows).map(Scene.all[0].frame(rows: rows, columns: columns).text(ofRow:))
            #expect(lines.contains { $0.contains("node-04") }, "\(columns)x\(rows)")
            let inSight = (1...4).count { node in lines.contains { $0.dropFirst(2).hasPrefix("node-0\(node) ") } }
            let said = lines.contains { $0.contains(" \(4 - inSight) more") }
            #expect(said == (inSight < 4), "\(columns)x\(rows)")
        }
    }

    @Test("the question before the end shows its keys at any size", arguments: 5...12)
    func showsKeysOfQuit(rows: Int) {
        let scene = Scene(name: "quit", keys: [.character("q")])
        for columns in [20, 40, 80] {
            let frame = scene.frame(rows: rows, columns: columns)
            let text = (0..<rows).map(frame.text(ofRow:)).joined(separator: "\n")
            for key in ["s ", "l ", "Esc"] { #expect(text.contains(key), "\(columns)x\(rows)") }
            #expect(text.contains(" leave it") && text.contains(" stay"), "\(columns)x\(rows)")
            if columns >= 40, rows >= 9 { #expect(text.contains("recording, then quit"), "\(columns)x\(rows)") }
        }
    }

    @Test("scales of graphs have room beside the curve, whatever the rate", arguments: 0...50)
    func holdsScales(power: Int) {
        let fleet = FakeFleet.snapshot()
        var state = DashboardState()
        _ = state.handle(.resize(rows: 36, columns: 120), snapshot: fleet)
        for key in [Key.character("2"), .character("4")] { _ = state.handle(.key(key), snapshot: fleet) }
        var answer = FakeFleet.answer(state.wanted, in: fleet)
        for index in answer.subjectHistory.points.indices {
            for series in [History.ContainerSeries.read, .written, .received, .sent] {
                answer.subjectHistory.points[index].values[series.rawValue] = Float(1 << power) * 0.7
            }
        }
        let frame = Dashboard.render(state, answer, rows: 36, columns: 120)
        let lines = (0..<36).map(frame.text(ofRow:))
        #expect(lines.contains { $0.contains("/s│") }, "\(lines)")
        #expect(!lines.contains { $0.contains("…│") }, "\(lines)")
    }

    @Test("nothing traps where there is no room at all", arguments: Scene.all + Scene.more)
    func survivesTinySizes(scene: Scene) {
        for rows in 0...9 {
            for columns in [0, 1, 2, 3, 5, 8, 13, 19] {
                let frame = scene.frame(rows: rows, columns: columns)
                #expect(frame.cells.count == rows * columns)
            }
        }
    }

    @Test("with a gap and at 40 columns the gap is in the title")
    func showsGaps() {
        for columns in 20...120 {
            let title = Scene.all[0].frame(rows: 24, columns: columns).text(ofRow: 0)
            #expect(title.contains("1 GAP") || title.contains("1G"), "\(columns): \(title)")
        }
    }

    @Test("rows of nodes have their names, and a recording that fails says so without colours, at any width")
    func keepsNames() {
        let scenes = (Scene.all.first { $0.name == "nodes" }, Scene.all.first { $0.name == "nodes-failing" })
        for columns in 20...120 {
            let rows = scenes.0?.frame(rows: 24, columns: columns).text(ofRow: 3) ?? ""
            #expect(rows.contains("node-01"), "\(columns): \(rows)")
            let title = scenes.1?.frame(rows: 24, columns: columns).text(ofRow: 0) ?? ""
            #expect(title.contains("REC FAILS") || title.contains("REC!"), "\(columns): \(title)")
        }
    }

    private func isHarmless(_ character: Character) -> Bool {
        character.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: false
            default: true
            }
        }
    }
}
