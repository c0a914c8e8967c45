import KubemonTerminal
import Testing

@Suite("No terminal")
struct TerminalErrorTests {
    @Test(
        "the reason is one sentence, whichever console it is about",
        arguments: [
            TerminalError.noTerminal, .unknownTerminal(""), .unknownTerminal("no-such-terminal"),
            .unavailable(errno: 24),
        ])
    func sentences(error: TerminalError) {
        #expect(!error.description.contains("--headless"), "only a collector has that")
        #expect(!error.description.contains("\n"))
    }
}
