import KubemonRuntimes
import Testing

@Suite("Answers of Docker's API")
struct EngineAnswerTests {
    private func description(_ name: String, runtime: String = "docker") throws -> ContainerDescription {
        let text = try fixture(name)
        let id = try #require(text.firstRange(of: /[0-9a-f]{64}/))
        return try #require(try decode(EngineContainer.self, text).description(of: String(text[id]), runtime: runtime))
    }

    @Test("a container outside pods has name, image, start and restarts")
    func plain() throws {
        let description = try description("docker/inspect.json")
        #expect(description.name == "cpu1")
        #expect(description.image == "lab/busybox:1")
        #expect(description.started.hasPrefix("2026-11-22T"))
        #expect(description.restartCount == 0)
        #expect(description.pod.isEmpty && description.namespace.isEmpty && description.container.isEmpty)
        #expect(!description.isSandbox)
    }

    @Test("the kubelet's labels name a pod's container")
    func podContainer() throws {
        let description = try description("docker/inspect-pod-app.json")
        #expect(description.pod == "web-2" && description.namespace == "default" && description.container == "app")
        #expect(description.podUID == "dbba9ea0-ae08-42f7-960d-baaa4897cab3")
        #expect(description.labels == [ContainerLabel(key: "kubemonlab", value: "1")])
        #expect(!description.isSandbox)
    }

    @Test("a pod's pause container is its sandbox and no container of it")
    func sandbox() throws {
        let description = try description("docker/inspect-pod-pause.json")
        #expect(description.pod == "web-2" && description.isSandbox && description.container.isEmpty)
    }

    @Test("Docker's own file says the same as its API")
    func file() throws {
        let description = try description("docker/config.v2.json")
        #expect(description.name == "web" && description.image == "lab/busybox:1" && description.restartCount == 0)
        #expect(description.started == "2026-11-24T23:02:46.590803336Z")
        #expect(description.labels.map(\.value) == ["shop", "web", "lab"])
    }

    @Test("without labels the kubelet's kind of name names the pod, and counts its restarts")
    func nameOfPod() throws {
        let text = #"{"Id":"\#(id("a"))","Name":"/k8s_app_web-0_shop_1234-5_7","RestartCount":0}"#
        let description = try #require(
            try decode(EngineContainer.self, text).description(of: id("a"), runtime: "docker"))
        #expect(description.container == "app" && description.pod == "web-0" && description.namespace == "shop")
        #expect(description.podUID == "1234-5" && description.restartCount == 7)
    }

    @Test(
        "what is missing or of another type is left out",
        arguments: [
            #""Name":7,"Config":"x","State":[],"RestartCount":-1"#, #""Name":null,"Config":{"Labels":{"a":1}}"#,
            #""Config":{"Image":{},"Labels":[]},"State":{"StartedAt":"0001-01-01T00:00:00Z","ExitCode":99999999999}"#,
        ])
    func strangeFields(fields: String) throws {
        let container = try decode(EngineContainer.self, #"{"Id":"\#(id("a"))",\#(fields)}"#)
        let description = container.description(of: id("a"), runtime: "docker")
        #expect(description == ContainerDescription(id: id("a"), runtime: "docker"))
    }

    @Test("another container than the one asked for is no answer")
    func otherContainer() throws {
        #expect(try decode(EngineContainer.self, #"{"Id":"\#(id("a"))"}"#).description(of: id("b"), runtime: "") == nil)
    }

    @Test("names keep control characters; endless ones are cut")
    func hostileNames() throws {
        let text =
            #"{"Id":"\#(id("a"))","Name":"/we\u001b[2Jb\u0000","Config":{"Image":"\#(String(repeating: "x", count: 9999))"}}"#
        let description = try #require(try decode(EngineContainer.self, text).description(of: id("a"), runtime: ""))
        #expect(description.name == "we\u{1B}[2Jb\u{0}")
        #expect(description.image.utf8.count == 1024)
    }
}
