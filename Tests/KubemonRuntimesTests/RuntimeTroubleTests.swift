import Glibc
import KubemonRuntimes
import NIOCore
import Testing

@Suite("Sockets that are no good", .timeLimit(.minutes(1)))
struct RuntimeTroubleTests {
    private static let container = "257eeac85e99a8c9a9906df63f3a4a2c41939c9afa484b1f5a3262364f8887a9"
    private static let head = "HTTP/1.1 200 OK\r\n"

    private let scratch: ScratchDirectory
    private let engine = FakeEngine()
    private var path: String { scratch.path + "/docker.sock" }

    init() throws {
        scratch = try ScratchDirectory()
        let file = "var/lib/docker/containers/\(Self.container)/config.v2.json"
        try scratch.write(try fixture("docker/config.v2.json"), to: file)
    }

    /// People are told once, however often it is tried, and the container is described from its file.
    private func expectOneTrouble(_ watch: Watch, tries: String, saying words: String) async throws {
        watch.look(for: Self.container)
        #expect(await watch.description(of: Self.container)?.name == "web")
        let text = try #require(await watch.trouble())
        #expect(text.contains(words) && text.hasSuffix("."), "\(text)")
        if !tries.isEmpty { await engine.received(tries, count: 4) }
        _ = watch.watcher.takeNews()
        #expect(watch.news.count { if case .trouble = $0 { true } else { false } } == 1)
    }

    @Test(
        "rubbish is said once, and names come from files",
        arguments: [
            "garbage\r\n\r\n", "\u{0}\u{0}\u{12}\u{4}\u{0}\u{0}", head + "Content-Length: 2\r\n\r\n[]",
            head + "Content-Length: 4\r\n\r\n{\"a\"", head + "Content-Length: 2\r\n\r\n{}",
            "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n",
            head + (0..<300).map { "X-\($0): y\r\n" }.joined() + "\r\n",
            head + "X: " + String(repeating: "y", count: 100_000) + "\r\n\r\n",
            head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
            head + "\r\n" + String(repeating: " ", count: 5_000_000),
        ])
    func rubbish(answer: String) async throws {
        engine.on("/version", .raw(answer))
        try await engine.listen(at: path)
        let watch = Watch(root: scratch.path, sockets: [path])
        try await expectOneTrouble(watch, tries: "/version", saying: "no Docker or Podman API")
        try await engine.close()
    }

    @Test(
        "an answer that ends too early is said once",
        arguments: [
            "", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc",
        ])
    func endsEarly(answer: String) async throws {
        engine.on("/containers/json", .raw(answer))
        try await engine.listen(at: path)
        let watch = Watch(root: scratch.path, sockets: [path])
        try await expectOneTrouble(watch, tries: "/containers/json", saying: "does not answer:")
        try await engine.close()
    }

    @Test("no answer in time is said once", arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"])
    func slow(answer: String) async throws {
        engine.on("/version", .hang(answer))
        try await engine.listen(at: path)
        let watch = Watch(root: scratch.path, sockets: [path]) { $0.answer = .milliseconds(20) }
        try await expectOneTrouble(watch, tries: "/version", saying: "does not answer in time")
        try await engine.close()
    }

    @Test("a slow answer about one container leaves its file, and the runtime is tried again")
    func slowInspection() async throws {
        engine.on("/containers/json", .json(#"[{"Id":"\#(Self.container)"}]"#))
        engine.on("/containers/\(Self.container)", .hang(""))
        try await engine.listen(at: path)
        let watch = Watch(root: scratch.path, sockets: [path]) { $0.answer = .milliseconds(300) }
        try await expectOneTrouble(watch, tries: "", saying: "does not answer in time")
        await engine.received("/version", count: 2)
        try await engine.close()
    }

    @Test(
        "an event without an end, and one that is none, are said once",
        arguments: [String(repeating: "a", count: 2 << 20), "[]\n[]\n"])
    func badEvents(text: String) async throws {
        try await engine.listen(at: path)
        let watch = Watch(root: scratch.path, sockets: [path])
        await engine.received("/events")
        engine.send(text)
        try await expectOneTrouble(watch, tries: "", saying: "no Docker or Podman API")
        try await engine.close()
    }

    @Test("a named socket that is missing, or no socket, is said once", arguments: [false, true])
    func missing(isFile: Bool) async throws {
        if isFile { try scratch.write("", to: "docker.sock") }
        let watch = Watch(root: scratch.path, sockets: [path])
        try await expectOneTrouble(watch, tries: "", saying: path)
    }

    @Test("a usual place where nobody listens any more is passed over in silence")
    func staleSocket() async throws {
        try scratch.makeDirectory("run")
        let stale = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(stale) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = scratch.path + "/run/docker.sock"
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafeBytes(of: &address) { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) {
                $0.baseAddress.map { bind(stale, $0, socklen_t(bytes.count)) }
            }
        }
        try #require(bound == 0)
        let watch = Watch(root: scratch.path)
        watch.look(for: Self.container)
        #expect(await watch.description(of: Self.container)?.name == "web")
        #expect(watch.news.count == 1)
    }

    @Test("a socket that this user may not open is said once", .enabled(if: geteuid() != 0, "root may open everything"))
    func denied() async throws {
        try await engine.listen(at: path)
        chmod(path, 0)
        let watch = Watch(root: scratch.path, sockets: [path])
        try await expectOneTrouble(watch, tries: "", saying: "may not open")
        try await engine.close()
    }
}
