import FoundationEssentials
import Glibc
import KubemonRuntimes
import Testing

@Suite("Sockets of runtimes", .timeLimit(.minutes(1)))
struct RuntimeWatcherTests {
    private let scratch: ScratchDirectory
    private let engine = FakeEngine()
    private var path: String { scratch.path + "/docker.sock" }

    init() throws { scratch = try ScratchDirectory() }

    private func event(_ action: String, _ digit: Character, wall: Int, code: Int? = nil) -> String {
        let attributes = code.map { #""exitCode":"\#($0)""# } ?? ""
        return
            #"{"Type":"container","Action":"\#(action)","Actor":{"ID":"\#(id(digit))","Attributes":{\#(attributes)}},"#
            + #""timeNano":\#(wall)}"# + "\n"
    }

    private func container(_ digit: Character, name: String, state: String = #"{"Running":true}"#) -> FakeEngine.Reply {
        .json(#"{"Id":"\#(id(digit))","Name":"/\#(name)","RestartCount":1,"State":\#(state)}"#)
    }

    @Test("a container that is looked for is described, and anew when it was renamed or started again")
    func describes() async throws {
        engine.on("/containers/\(id("a"))", container("a", name: "web"))
        engine.on("/containers/json", .json(#"[{"Id":"\#(id("a"))"}]"#))
        try await engine.listen(at: path)
        let watch = Watch(root: scratch.path, sockets: [path])
        watch.look(for: id("a"))
        let description = try #require(await watch.description(of: id("a")))
        #expect(description.name == "web" && description.runtime == "docker" && description.restartCount == 1)
        await engine.received("/events")
        #expect(watch.watcher.announcesEnd(of: id("a")) && !watch.watcher.announcesEnd(of: id("b")))
        engine.on("/containers/\(id("a"))", container("a", name: "shop"))
        engine.send(event("rename", "a", wall: 1))
        #expect(await watch.description(of: id("a")) { $0.name == "shop" } != nil)
        try await engine.close()
    }

    @Test("starts, ends and kills come as they are announced, however the stream is cut")
    func announces() async throws {
        try await engine.listen(at: path)
        let watch = Watch(root: scratch.path, sockets: [path])
        await engine.received("/events")
        let text =
            event("start", "a", wall: 1) + event("oom", "a", wall: 2) + "\n" + event("die", "a", wall: 3, code: 137)
        for piece in text.utf8.map({ String(decoding: [$0], as: UTF8.self) }) { engine.send(piece) }
        await watch.end(of: id("a"), exitCode: 137)
        let expected: [RuntimeNews] = [
            started(id("a"), wall: 1), .oomKilled(id: id("a"), wall: 2),
            .ended(id: id("a"), exitCode: 137, wall: 3),
        ]
        #expect(watch.news == expected)
        try await engine.close()
    }

    @Test("after an outage the stream goes on without doubles, and ends that were missed are asked for")
    func reconnects() async throws {
        let finished = #"{"Running":false,"ExitCode":9,"FinishedAt":"1970-01-01T00:00:05Z"}"#
        engine.on("/containers/json", .json(#"[{"Id":"\#(id("a"))"},{"Id":"\#(id("b"))"}]"#))
        engine.on("/containers/\(id("b"))", container("b", name: "b"))
        try await engine.listen(at: path)
        let watch = Watch(root: scratch.path, sockets: [path])
        watch.look(for: id("b"))
        #expect(await watch.description(of: id("b")) != nil)
        await engine.received("/events")
        engine.send(event("die", "a", wall: 3_000_000_000, code: 1))
        await watch.end(of: id("a"), exitCode: 1)
        engine.on("/containers/json", .json("[]"))
        engine.on("/containers/\(id("b"))", container("b", name: "b", state: finished))
        engine.dropStreams()
        await engine.received("/events", count: 2)
        engine.send(event("die", "a", wall: 3_000_000_000, code: 1))
        await watch.end(of: id("b"), exitCode: 9)
        engine.send(event("start", "c", wall: 6_000_000_000))
        _ = await watch.first { $0 == started(id("c"), wall: 6_000_000_000) ? true : nil }
        #expect(watch.news.count { if case .ended = $0 { true } else { false } } == 2)
        #expect(watch.news.contains(.ended(id: id("b"), exitCode: 9, wall: 5_000_000_000)))
        #expect(engine.requests.contains { $0.hasPrefix("/events?since=2.999000000&") })
        try await engine.close()
    }

    @Test("a runtime that goes away is said once, and covers nothing until it is back")
    func returns() async throws {
        engine.on("/containers/json", .json(#"[{"Id":"\#(id("a"))"}]"#))
        engine.on("/containers/\(id("a"))", container("a", name: "web"))
        try await engine.listen(at: path)
        let watch = Watch(root: scratch.path, sockets: [path])
        watch.look(for: id("a"))
        #expect(await watch.description(of: id("a")) != nil)
        await engine.received("/events")
        try await engine.close()
        #expect(await watch.trouble()?.contains(path) == true)
        #expect(!watch.watcher.announcesEnd(of: id("a")))
        engine.on("/containers/\(id("a"))", container("a", name: "renamed"))
        try await engine.listen(at: path)
        #expect(await watch.description(of: id("a")) { $0.name == "renamed" } != nil)
        #expect(watch.watcher.announcesEnd(of: id("a")))
        #expect(watch.news.count { if case .trouble = $0 { true } else { false } } == 1)
        try await engine.close()
    }

    @Test("Podman's own list names the pod and its infra container")
    func podman() async throws {
        let infra = "274f28ffd8830043ed69064d38bd5d57c3870bc0539dc14d175017327741cd9a"
        let web = "fc177aa9dcd2baebe3b8030ee916b61ee27672cc17a53d0157b331789d5dc9d6"
        engine.on("/version", .json(try fixture("podman/version.json")))
        engine.on("/containers/\(infra)", .json(try fixture("podman/inspect-infra.json")))
        engine.on("/containers/\(web)", .json(try fixture("podman/inspect-pweb.json")))
        engine.on("/v4.3.1/libpod/containers/json", .json(try fixture("podman/list.json")))
        engine.on("/containers/json", .json(#"[{"Id":"\#(infra)"},{"Id":"\#(web)"}]"#))
        try await engine.listen(at: path)
        let watch = Watch(root: scratch.path, sockets: [path])
        watch.look(for: infra)
        watch.look(for: web)
        let description = try #require(await watch.description(of: web))
        #expect(description.runtime == "podman" && description.name == "pweb" && description.pod == "shop")
        #expect(description.container == "pweb" && !description.isSandbox)
        #expect(description.podUID == "473440f7b3d061897ee9812641848052535cafa37a98e0601bc9cd5875f03eb0")
        let sandbox = try #require(await watch.description(of: infra))
        #expect(sandbox.isSandbox && sandbox.pod == "shop" && sandbox.container.isEmpty)
        try await engine.close()
    }

    @Test("a socket that appears later in a usual place is found, and describes what nobody knew")
    func appearsLater() async throws {
        engine.on("/containers/\(id("a"))", container("a", name: "web"))
        engine.on("/containers/json", .json(#"[{"Id":"\#(id("a"))"}]"#))
        let watch = Watch(root: scratch.path) { $0.retries = 0 }
        watch.look(for: id("a"))
        try scratch.makeDirectory("run")
        try await engine.listen(at: scratch.path + "/run/docker.sock")
        #expect(await watch.description(of: id("a"))?.name == "web")
        #expect(watch.news.count == 1)
        try await engine.close()
    }

    @Test("nobody is asked about a container that was forgotten")
    func forgets() async throws {
        engine.on("/containers/\(id("b"))", container("b", name: "b"))
        let watch = Watch(root: scratch.path, sockets: [path])
        watch.look(for: id("a"))
        watch.watcher.forget(id("a"))
        watch.look(for: id("b"))
        try await engine.listen(at: path)
        await engine.received("/events")
        engine.send(event("start", "a", wall: 1) + event("rename", "a", wall: 2))
        _ = await watch.first { $0 == started(id("a"), wall: 1) ? true : nil }
        engine.on("/containers/\(id("b"))", container("b", name: "c"))
        engine.send(event("rename", "b", wall: 3))
        #expect(await watch.description(of: id("b")) { $0.name == "c" } != nil)
        #expect(!engine.requests.contains { $0.hasPrefix("/containers/\(id("a"))") })
        try await engine.close()
    }

    @Test("stopping closes every connection, and nothing is said afterwards")
    func stops() async throws {
        try await engine.listen(at: path)
        let watch = Watch(root: scratch.path, sockets: [path])
        await engine.received("/events")
        watch.watcher.stop()
        await engine.isLeftAlone()
        watch.look(for: id("a"))
        #expect(watch.watcher.takeNews().isEmpty)
        try await engine.close()
    }

    @Test("news that nobody takes are dropped at a bound, and that is said")
    func boundsNews() async throws {
        try await engine.listen(at: path)
        let watch = Watch(root: scratch.path, sockets: [path])
        await engine.received("/events")
        engine.send((0..<16_390).map { event("oom", "b", wall: $0) }.joined() + event("create", "a", wall: 1))
        // Events are taken in order: the last one means that all before it were.
        while !watch.watcher.announcesEnd(of: id("a")) { await Task.yield() }
        let news = watch.watcher.takeNews()
        #expect(news.count == 16_385)
        #expect(news.last == .trouble("6 news of container runtimes were dropped: too many came at once."))
        try await engine.close()
    }
}
