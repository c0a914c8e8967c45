import DashboardFixtures
import Glibc
import KubemonDashboard
import KubemonScreen

/// The pictures of the documentation.
enum Pictures {
    private static let views: [(name: String, keys: [Key], rows: Int, columns: Int)] = [
        ("nodes", [], 36, 120),
        ("containers", [.character("2"), .down, .down, .down], 36, 120),
        ("containers-tree", [.character("2"), .character("t"), .down, .down, .down], 36, 120),
        ("processes", [.down, .up, .enter, .enter], 36, 120),
        ("container-detail", [.character("2"), .down, .down, .down, .character("4")], 40, 120),
        ("recordings", [.character("5")], 30, 120),
        ("start-recording", [.character("R")], 36, 120),
        ("monitors", [.character("6")], 30, 120),
        ("help", [.character("?")], 40, 120),
    ]

    /// Writes one file per view and returns an exit code.
    static func write(to directory: String) -> Int32 {
        for view in views {
            let fleet = FakeFleet.snapshot(isRecording: view.name != "start-recording")
            var state = DashboardState()
            _ = state.handle(.resize(rows: view.rows, columns: view.columns), snapshot: fleet)
            for key in view.keys { _ = state.handle(.key(key), snapshot: fleet) }
            _ = state.handle(.directory(DirectoryCheck(text: "run-042", verdict: .new)), snapshot: fleet)
            let frame = Dashboard.render(
                state, FakeFleet.answer(state.wanted, in: fleet), rows: view.rows, columns: view.columns)
            let path = directory + "/" + view.name + ".svg"
            guard let file = fopen(path, "w") else {
                perror(path)
                return 1
            }
            let bytes = Array(SVG(frame).text.utf8)
            let written = fwrite(bytes, 1, bytes.count, file)
            guard fclose(file) == 0, written == bytes.count else {
                perror(path)
                return 1
            }
        }
        return 0
    }
}
