import KubemonMetrics
import KubemonRuntimes
import KubemonSampling
import Testing

@Suite("What happens to containers")
struct ContainerEventTests {
    private static let id = String(repeating: "c", count: 64)
    private static let other = String(repeating: "d", count: 64)
    private let root = TemporaryRoot(copyOf: "v2")
    private let runtimes = FakeRuntimes()

    private func makeSampler() throws -> Sampler {
        let sampler = try Sampler(
            root: root.path, selection: Selection(.docker), time: ManualTime(), units: .test, runtimes: runtimes)
        sampler.sample(slot: 1)
        return sampler
    }

    private func start(_ id: String, in parent: String = "docker", kills: Int = 0) {
        root.write("sys/fs/cgroup/\(parent)/\(id)/cpu.stat", "usage_usec 1\n")
        root.write("sys/fs/cgroup/\(parent)/\(id)/memory.events", "low 0\noom_kill \(kills)\n")
    }

    private func describe(_ id: String, _ name: String) -> RuntimeNews {
        var said = ContainerDescription(id: id, runtime: "docker")
        said.name = name
        said.image = "lab/web:1"
        said.restartCount = 2
        said.labels = [ContainerLabel(key: "team", value: "a,b")]
        return .described(said)
    }

    @Test("a killed process is one event, of the container that it belonged to")
    func oomKill() throws {
        start(Self.id, kills: 5)
        let sampler = try makeSampler()
        #expect(sampler.events.isEmpty)
        start(Self.id, kills: 7)
        sampler.sample(slot: 2)
        #expect(sampler.events.map(\.kind) == [.oomKill, .oomKill])
        #expect(sampler.events.first?.entity == sampler.entity(.container, "id", Self.id)?.number)
        // A container inside it: v2 counts its kill in both.
        start(Self.other, in: "docker/\(Self.id)/docker", kills: 1)
        start(Self.id, kills: 8)
        sampler.sample(slot: 3)
        let inner = sampler.entity(.container, "id", Self.other)?.number
        #expect(sampler.events.filter { $0.kind == .oomKill }.map(\.entity) == [inner])
    }

    @Test("a name that comes later amends the container, its disks and its rows")
    func naming() throws {
        start(Self.id)
        root.write("sys/fs/cgroup/docker/\(Self.id)/io.stat", "254:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=5 dios=6\n")
        let sampler = try makeSampler()
        #expect(runtimes.asked.contains(Self.id))
        let entity = try #require(sampler.entity(.container, "id", Self.id))
        #expect(entity["container"] == nil)
        runtimes.say(describe(Self.id, "web"))
        sampler.attend()
        #expect(sampler.appeared.map(\.number) == [entity.number])
        let named = try #require(sampler.appeared.first)
        #expect(named["container"] == "web")
        #expect(named["image"] == "lab/web:1")
        #expect(named["restarts"] == "2")
        #expect(named["label.team"] == "a,b")
        #expect(named["container_id"] == entity["container_id"])
        sampler.sample(slot: 2)
        let disk = try #require(sampler.appeared.first { $0.kind == .containerDisk })
        #expect(disk["container"] == "web")
        #expect(disk["disk"] == "vda")
        let row = try #require(sampler.tick[.containerDisk].row(of: disk.number))
        let columns = ["read", "written", "reads", "writes", "discarded", "discards"]
        #expect(
            columns.map { sampler.tick[.containerDisk][row, Schema.of(.containerDisk).index(of: $0) ?? 0] }
                == [1, 2, 3, 4, 5, 6])
    }

    @Test("the end waits for the exit code if the runtime will say it, and no longer than three samples")
    func exitCode() throws {
        start(Self.id)
        runtimes.announcesEnds = true
        let sampler = try makeSampler()
        let number = try #require(sampler.entity(.container, "id", Self.id)).number
        root.remove("sys/fs/cgroup/docker/\(Self.id)")
        sampler.sample(slot: 2)
        #expect(sampler.events.isEmpty)
        #expect(sampler.ended.isEmpty)
        #expect(sampler.tick[.container].row(of: number) == nil)
        runtimes.say(.oomKilled(id: Self.id, wall: 5), .ended(id: Self.id, exitCode: 137, wall: 6))
        sampler.attend()
        #expect(sampler.events.map(\.kind) == [.oomKill, .containerStopped])
        #expect(sampler.events.last?.text == "docker:cccccccccccc stopped, exit code 137")
        #expect(sampler.ended == [number])
        #expect(runtimes.forgotten == [Self.id])
        start(Self.other)
        sampler.sample(slot: 3)
        root.remove("sys/fs/cgroup/docker/\(Self.other)")
        var kinds: [Event.Kind] = []
        for slot in 4...8 {
            sampler.sample(slot: UInt64(slot))
            kinds += sampler.events.map(\.kind)
        }
        #expect(kinds == [.containerStopped])
    }

    @Test("a container that lives less than an interval gives its events when the runtime announces it")
    func short() throws {
        let sampler = try makeSampler()
        runtimes.say(
            .started(id: Self.id, wall: 100), describe(Self.id, "job"), .ended(id: Self.id, exitCode: 3, wall: 200))
        sampler.attend()
        #expect(sampler.events.map(\.kind) == [.containerStarted, .containerStopped])
        #expect(sampler.events.map(\.wall) == [100, 200])
        #expect(sampler.events.last?.text == "job stopped between two samples, exit code 3")
        #expect(sampler.appeared.first?["container"] == "job")
        #expect(sampler.appeared.map(\.number) == sampler.ended)
    }

    @Test("a container that no sample saw is asked for, and its events wait for its name, at most three samples")
    func shortWithoutName() throws {
        let sampler = try makeSampler()
        runtimes.say(.started(id: Self.id, wall: 100), .ended(id: Self.id, exitCode: 3, wall: 200))
        sampler.attend()
        #expect(runtimes.asked.last == Self.id)
        #expect(sampler.events.isEmpty)
        runtimes.say(describe(Self.id, "job"))
        sampler.attend()
        #expect(sampler.events.last?.text == "job stopped between two samples, exit code 3")

        runtimes.say(.started(id: Self.id, wall: 300), .ended(id: Self.id, exitCode: 4, wall: 400))
        var kinds: [Event.Kind] = []
        for slot in 2...6 {
            sampler.sample(slot: UInt64(slot))
            kinds += sampler.events.map(\.kind)
        }
        #expect(kinds == [.containerStarted, .containerStopped])
    }

    @Test("a container that comes back under its id, or its name in a pod, has restarted")
    func restart() throws {
        start(Self.id)
        let sampler = try makeSampler()
        root.remove("sys/fs/cgroup/docker/\(Self.id)")
        root.write("other/file", "")
        start(Self.id)
        sampler.sample(slot: 2)
        #expect(sampler.events.map(\.kind).contains(.containerRestarted))
        #expect(!sampler.events.map(\.kind).contains(.containerStarted))
        #expect(runtimes.forgotten.isEmpty, "the end of the old one must not end the search for the new one's name")

        let pod = "kubepods/pod11111111-2222-3333-4444-555555555555"
        func say(_ id: String) {
            var said = ContainerDescription(id: id, runtime: "containerd")
            (said.namespace, said.pod, said.container) = ("default", "web-1", "app")
            runtimes.say(.described(said))
        }
        start(String(repeating: "e", count: 64), in: pod)
        say(String(repeating: "e", count: 64))
        sampler.sample(slot: 3)
        root.remove("sys/fs/cgroup/\(pod)/\(String(repeating: "e", count: 64))")
        sampler.sample(slot: 4)
        start(String(repeating: "f", count: 64), in: pod)
        say(String(repeating: "f", count: 64))
        sampler.sample(slot: 5)
        #expect(sampler.events.map(\.text).contains("default/web-1/app restarted"))
    }

    @Test("trouble with a runtime is told, and rows go on")
    func trouble() throws {
        start(Self.id)
        let sampler = try makeSampler()
        runtimes.say(.trouble("/run/x.sock can't be read: Permission denied"))
        sampler.sample(slot: 2)
        #expect(sampler.events.map(\.kind) == [.unreadable])
        #expect(sampler.tick[.container].row(of: sampler.entity(.container, "id", Self.id)?.number ?? 0) != nil)
    }

    @Test("cgroups that are no containers get rows on request, once they have a process")
    func others() throws {
        root.write("sys/fs/cgroup/system.slice/ssh.service/cpu.stat", "usage_usec 9\n")
        root.write("sys/fs/cgroup/system.slice/ssh.service/cgroup.procs", "")
        root.write("sys/fs/cgroup/system.slice/x.mount/cgroup.procs", "77\n")
        let sampler = try Sampler(
            root: root.path, selection: Selection(.docker, includesEveryCgroup: true), time: ManualTime(), units: .test)
        sampler.sample(slot: 1)
        #expect(sampler.entity(.container, "cgroup", "/system.slice/ssh.service") == nil)
        root.write("sys/fs/cgroup/system.slice/ssh.service/cgroup.procs", "77\n")
        sampler.sample(slot: 2)
        let entity = try #require(sampler.entity(.container, "cgroup", "/system.slice/ssh.service"))
        #expect(entity["container_id"] == "other:system.slice/ssh.service")
        #expect(sampler.value("cpu_usage", of: .container, entity: entity.number) == 9)
        root.remove("sys/fs/cgroup/system.slice/ssh.service")
        sampler.sample(slot: 3)
        #expect(sampler.ended == [entity.number])
    }
}
