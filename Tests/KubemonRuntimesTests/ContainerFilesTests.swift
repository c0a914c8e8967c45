import KubemonRuntimes
import Testing

@Suite("Files of runtimes, where no socket answers", .timeLimit(.minutes(1)))
struct ContainerFilesTests {
    private static let app = "032456e1988109827e9d329b3f7e33f692c4c701c02229d0ca92bfa9706f6555"
    private static let pause = "fe890d139a9037623539a05e2192e021dff891dd1fd07c90b08554539697d878"

    @Test(
        "containerd's bundles name pods and their sandboxes, also in a distribution's place",
        arguments: ["containerd", "k3s/containerd"])
    func containerd(place: String) async throws {
        let scratch = try ScratchDirectory()
        let tasks = "run/\(place)/io.containerd.runtime.v2.task"
        try scratch.makeDirectory(tasks + "/default")
        for id in [Self.app, Self.pause] {
            try scratch.write(try fixture("bundles/\(id).json"), to: "\(tasks)/k8s.io/\(id)/config.json")
        }
        let watch = Watch(root: scratch.path)
        watch.look(for: Self.app)
        watch.look(for: Self.pause)
        let app = try #require(await watch.description(of: Self.app))
        #expect(app.runtime == "containerd" && app.image == "docker.io/lab/busybox:1" && !app.isSandbox)
        #expect(app.namespace == "default" && app.pod == "web-1" && app.container == "app")
        #expect(app.podUID == "b25c6a29-43d6-49d0-ad57-e03cfbc9d4e6")
        let pause = try #require(await watch.description(of: Self.pause))
        #expect(pause.pod == "web-0" && pause.isSandbox && pause.container.isEmpty)
    }

    @Test("Docker's own file names its containers")
    func docker() async throws {
        let id = "257eeac85e99a8c9a9906df63f3a4a2c41939c9afa484b1f5a3262364f8887a9"
        let scratch = try ScratchDirectory()
        try scratch.write(try fixture("docker/config.v2.json"), to: "var/lib/docker/containers/\(id)/config.v2.json")
        let watch = Watch(root: scratch.path)
        watch.look(for: id)
        let description = try #require(await watch.description(of: id))
        #expect(description.runtime == "docker" && description.name == "web" && description.restartCount == 0)
        #expect(!watch.watcher.announcesEnd(of: id))
    }

    @Test(
        "Podman's storage names its containers and the infra containers of pods",
        arguments: [
            ("fc177aa9dcd2baebe3b8030ee916b61ee27672cc17a53d0157b331789d5dc9d6", "pweb", "busybox", false),
            ("274f28ffd8830043ed69064d38bd5d57c3870bc0539dc14d175017327741cd9a", "473440f7b3d0-infra", "pause", true),
        ])
    func podman(id: String, name: String, image: String, isSandbox: Bool) async throws {
        let scratch = try ScratchDirectory()
        let containers = "var/lib/containers/storage/overlay-containers"
        try scratch.write(try fixture("bundles/podman.json"), to: "\(containers)/\(id)/userdata/config.json")
        try scratch.write(try fixture("podman/containers.json"), to: "\(containers)/containers.json")
        let watch = Watch(root: scratch.path)
        watch.look(for: id)
        let description = try #require(await watch.description(of: id))
        #expect(description.runtime == "podman" && description.name == name)
        #expect(description.image == "localhost/lab/\(image):1" && description.isSandbox == isSandbox)
    }

    @Test("CRI-O's annotations name pod, container, labels and restarts")
    func crio() async throws {
        let scratch = try ScratchDirectory()
        let bundle = #"""
            {"annotations":{"io.container.manager":"cri-o","io.kubernetes.cri-o.ContainerType":"container",
            "io.kubernetes.cri-o.ImageName":"quay.io/app:1","io.kubernetes.cri-o.Name":"k8s_app_web_shop_u-1_2",
            "io.kubernetes.pod.name":"web","io.kubernetes.pod.namespace":"shop","io.kubernetes.pod.uid":"u-1",
            "io.kubernetes.container.name":"app","io.kubernetes.container.restartCount":"3",
            "io.kubernetes.cri-o.Labels":"{\"io.kubernetes.pod.name\":\"web\",\"tier\":\"front\"}"}}
            """#
        try scratch.write(bundle, to: "run/containers/storage/overlay-containers/\(id("c"))/userdata/config.json")
        let watch = Watch(root: scratch.path)
        watch.look(for: id("c"))
        var expected = ContainerDescription(id: id("c"), runtime: "crio")
        (expected.name, expected.image) = ("k8s_app_web_shop_u-1_2", "quay.io/app:1")
        (expected.namespace, expected.pod, expected.podUID, expected.container) = ("shop", "web", "u-1", "app")
        expected.restartCount = 3
        expected.labels = [ContainerLabel(key: "tier", value: "front")]
        #expect(await watch.description(of: id("c")) == expected)
    }

    @Test("the kubelet's logs are a last resort, and anything better replaces them")
    func logs() async throws {
        let scratch = try ScratchDirectory()
        try scratch.makeDirectory("var/log/pods/shop_web-7_uid-1/app")
        let watch = Watch(root: scratch.path)
        watch.look(for: id("d"), runtime: "cri", podUID: "uid-1")
        let weak = try #require(await watch.description(of: id("d")))
        #expect(weak.pod == "web-7" && weak.namespace == "shop" && weak.container.isEmpty && weak.runtime == "cri")
        try scratch.write("", to: "var/log/containers/web-7_shop_app-\(id("d")).log")
        watch.look(for: id("d"), runtime: "cri", podUID: "uid-1")
        let better = try #require(await watch.description(of: id("d")) { !$0.container.isEmpty })
        #expect(better.container == "app" && better.pod == "web-7" && better.namespace == "shop")
    }

    @Test(
        "an id that is no id never becomes a path, and rubbish in files is no description",
        arguments: ["../../../../etc", "", "0", String(repeating: "g", count: 64)])
    func refusesIDs(odd: String) async throws {
        let scratch = try ScratchDirectory()
        for text in ["", "[", "[]", "{\"annotations\":7}", String(repeating: "[", count: 100_000)].enumerated() {
            let id = id(Character(String(text.offset)))
            try scratch.write(text.element, to: "run/containerd/io.containerd.runtime.v2.task/k8s.io/\(id)/config.json")
            try scratch.write(text.element, to: "var/lib/docker/containers/\(id)/config.v2.json")
        }
        let good = "257eeac85e99a8c9a9906df63f3a4a2c41939c9afa484b1f5a3262364f8887a9"
        try scratch.write(try fixture("docker/config.v2.json"), to: "var/lib/docker/containers/\(good)/config.v2.json")
        let watch = Watch(root: scratch.path) { $0.retries = 0 }
        watch.look(for: odd)
        for digit in "01234" { watch.look(for: id(digit)) }
        watch.look(for: good)
        #expect(await watch.description(of: good) != nil)
        #expect(watch.news.count == 1)
    }
}
