import KubemonDashboard
import KubemonScreen
import Testing

@Suite("Views")
struct ViewTests {
    @Test("every view and dialog at 120x36", arguments: Scene.all)
    func large(scene: Scene) { Snapshots.expect(scene.frame(rows: 36, columns: 120), named: "\(scene.name)-120x36") }

    @Test("every view and dialog at 80x24 in ASCII", arguments: Scene.all)
    func ascii(scene: Scene) {
        let frame = scene.frame(rows: 24, columns: 80, glyphs: .ascii)
        if !scene.isHostile { #expect(frame.cells.allSatisfy { $0.character.isASCII }) }
        Snapshots.expect(frame, named: "\(scene.name)-80x24")
    }

    @Test("every view and dialog at 40x9", arguments: Scene.all)
    func tiny(scene: Scene) { Snapshots.expect(scene.frame(rows: 9, columns: 40), named: "\(scene.name)-40x9") }

    @Test("every view and dialog at 200x60", arguments: Scene.all)
    func wide(scene: Scene) { Snapshots.expect(scene.frame(rows: 60, columns: 200), named: "\(scene.name)-200x60") }

    @Test("graphs in braille")
    func braille() {
        Snapshots.expect(Scene.all[0].frame(rows: 36, columns: 120, glyphs: .braille), named: "nodes-braille-120x36")
    }
}
