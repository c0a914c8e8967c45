import KubemonRuntimes
import Testing

@Suite("Events of Docker's API")
struct EngineEventTests {
    private func news(_ name: String) throws -> [RuntimeNews] {
        try fixture(name).split(separator: "\n").compactMap {
            try decode(EngineEvent.self, String($0)).news(runtime: "docker")
        }
    }

    @Test("Docker's starts, ends with exit codes and kills for memory are news; the rest is not")
    func docker() throws {
        let news = try news("docker/events.jsonl")
        let first = "72360a57edc3103c3537c9f3fc514255d4566169a9875cf2ad8fc0197ba0e0a1"
        #expect(news.first == started(first, name: "ev1", image: "lab/busybox:1", wall: 1_795_375_206_834_547_174))
        #expect(news.count { if case .started = $0 { true } else { false } } == 5)
        #expect(news.count { if case .ended = $0 { true } else { false } } == 5)
        #expect(news.count { if case .oomKilled(first, _) = $0 { true } else { false } } == 3)
        #expect(news.contains { if case .ended(first, 137, _) = $0 { true } else { false } })
    }

    @Test("Podman's ends have their exit code under another name")
    func podman() throws {
        let ended = "8cc5eca62a04a91e623c64f497eadabf67664cfc6ccbe218644c34f82e3abce0"
        #expect(
            try news("podman/events.jsonl") == [
                started(ended, name: "ev1", image: "localhost/lab/busybox:1", wall: 1_795_376_320_741_795_370),
                .ended(id: ended, exitCode: 0, wall: 1_795_376_321_759_340_720),
            ])
    }

    @Test(
        "odd events give what they have",
        arguments: [
            (
                #"{"status":"died","id":"\#(id("a"))","time":7}"#,
                RuntimeNews.ended(id: id("a"), exitCode: nil, wall: 7_000_000_000)
            ),
            (
                #"{"Action":"die","Actor":{"ID":"\#(id("a"))","Attributes":{"containerExitCode":"3"}},"timeNano":5}"#,
                .ended(id: id("a"), exitCode: 3, wall: 5)
            ),
            (
                #"{"Action":"die","Actor":{"ID":"\#(id("a"))","Attributes":{"exitCode":"x"}},"timeNano":-5}"#,
                .ended(id: id("a"), exitCode: nil, wall: 0)
            ),
            (#"{"Type":"network","Action":"start","Actor":{"ID":"\#(id("a"))"}}"#, nil),
            (#"{"Action":"start","Actor":{"ID":"../../etc/passwd"}}"#, nil), ("{}", nil),
        ] as [(String, RuntimeNews?)])
    func odd(text: String, expected: RuntimeNews?) throws {
        #expect(try decode(EngineEvent.self, text).news(runtime: "docker") == expected)
    }
}
