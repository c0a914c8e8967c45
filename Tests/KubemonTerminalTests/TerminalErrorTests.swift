import KubemonTerminal
import Testing

@Suite("No terminal")
struct TerminalErrorTests {
    @Test(
        "the reason is one sentence that names the way without a console",
        arguments: [
            TerminalError.noTerminal, .unknownTerminal(""), .unknownTerminal("no-such-terminal"),
            .unavailable(errno: 24),
        ])
    func sentences(error: TerminalError) {
        #expect(error.description.contains("--headless"))
        #expect(!error.description.contains("\n"))
    }
}
