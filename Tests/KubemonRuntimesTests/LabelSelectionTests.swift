import KubemonRuntimes
import Testing

@Suite("Labels that are kept")
struct LabelSelectionTests {
    @Test("what has a column and what only a runtime needs is dropped; Compose comes first, the rest by name")
    func selects() {
        let kept = LabelSelection.kept([
            "b": "2", "a": "1", "com.docker.compose.service": "web", "com.docker.compose.project": "shop",
            "io.kubernetes.pod.name": "p", "io.kubernetes.docker.type": "container",
            "annotation.io.kubernetes.container.restartCount": "0",
        ])
        #expect(kept.map(\.key) == ["com.docker.compose.project", "com.docker.compose.service", "a", "b"])
        #expect(kept.map(\.value) == ["shop", "web", "1", "2"])
    }

    @Test("at most 32 are kept")
    func boundsCount() {
        let labels = Dictionary(uniqueKeysWithValues: (0..<1000).map { ("k\($0)", "v") })
        #expect(LabelSelection.kept(labels).count == 32)
    }

    @Test("keys and values are cut to 256 bytes between characters")
    func boundsLength() throws {
        let label = try #require(
            LabelSelection.kept([String(repeating: "é", count: 200): "x" + String(repeating: "🐳", count: 99)]).first)
        #expect(label.key == String(repeating: "é", count: 128))
        #expect(label.value == "x" + String(repeating: "🐳", count: 63))
    }
}
