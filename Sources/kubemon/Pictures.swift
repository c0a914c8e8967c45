import Glibc
import KubemonDashboard
import KubemonDemo
import KubemonScreen
import KubemonStore

/// The pictures of the documentation: every view of the invented fleet.
enum Pictures {
    /// One picture: its file, what is pressed before it is taken, its size.
    private struct Picture {
        var name: String
        var keys: [Key]
        var rows = 36
        var theme = "dark"
        var glyphs = GlyphSet.unicode
    }

    private static let toWeb: [Key] = [.character("2"), .down, .down, .down]

    private static let all: [Picture] = [
        Picture(name: "nodes", keys: []), Picture(name: "nodes-light", keys: [], theme: "light"),
        Picture(name: "nodes-braille", keys: [], glyphs: .braille),
        Picture(name: "containers", keys: toWeb),
        Picture(name: "containers-mono", keys: toWeb, theme: "mono", glyphs: .ascii),
        Picture(name: "containers-tree", keys: [.character("2"), .character("t"), .down, .down, .down]),
        Picture(name: "processes", keys: [.down, .up, .enter, .enter, .character("t")]),
        Picture(name: "node-detail", keys: [.character("4")], rows: 44),
        Picture(name: "container-detail", keys: toWeb + [.character("4")], rows: 40),
        Picture(name: "process-detail", keys: [.character("3"), .character("4")]),
        Picture(name: "recordings", keys: [.character("5")], rows: 30),
        Picture(name: "start-recording", keys: [.character("R")]),
        Picture(name: "monitors", keys: [.character("6"), .down, .down], rows: 30),
        Picture(name: "events", keys: [.character("7")], rows: 30),
        Picture(name: "setup", keys: [.function(2)], rows: 30),
        Picture(name: "help", keys: [.character("?")], rows: 76),
    ]

    /// Writes one file per view; says what failed, if something did.
    static func write(to directory: String) -> String? {
        for picture in all {
            let path = directory + "/" + picture.name + ".svg"
            guard write(text(of: picture), to: path) else {
                return "\(path) can't be written: \(String(cString: strerror(errno)))"
            }
        }
        return nil
    }

    private static func text(of picture: Picture) -> String {
        let fleet = FakeFleet.snapshot(isRecording: picture.name != "start-recording")
        var state = DashboardState(glyphs: picture.glyphs)
        // Some alarms are raised after a while only.
        for seconds in [0, 4] as [UInt64] {
            var then = fleet
            then.wall -= (4 - seconds) * 1_000_000_000
            _ = state.handle(.resize(rows: picture.rows, columns: 120), snapshot: then)
        }
        for key in picture.keys { _ = state.handle(.key(key), snapshot: fleet) }
        _ = state.handle(.rested, snapshot: fleet)
        _ = state.handle(.directory(DirectoryCheck(text: "run-042", verdict: .new)), snapshot: fleet)
        let frame = Dashboard.render(
            state, FakeFleet.answer(state.wanted, in: fleet), rows: picture.rows, columns: 120)
        let theme: ThemeColours = picture.theme == "light" ? .light : picture.theme == "mono" ? .mono : .dark
        return SVG(frame, theme: theme).text
    }

    private static func write(_ text: String, to path: String) -> Bool {
        guard let file = fopen(path, "w") else { return false }
        let bytes = Array(text.utf8)
        let written = fwrite(bytes, 1, bytes.count, file)
        return fclose(file) == 0 && written == bytes.count
    }
}
