import KubemonMetrics
import Testing

@Suite("Numbers with nouns")
struct CountedTests {
    @Test("one is singular, all others are plural", arguments: [(0, "0 gaps"), (1, "1 gap"), (2, "2 gaps")])
    func counts(count: Int, text: String) { #expect(Counted.text(count, "gap") == text) }
}
