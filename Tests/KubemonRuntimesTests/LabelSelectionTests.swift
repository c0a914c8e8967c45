import KubemonRuntimes
import Testing

@Suite struct LabelSelectionTests {
    @Test("the selection is bounded")
    func isBounded() { #expect(LabelSelection.most == 32) }
}
