import KubemonMetrics
import KubemonSampling
import Testing

@Suite("The life of a container")
struct ContainerLifeTests {
    static let id = String(repeating: "c", count: 64)
    static let other = String(repeating: "d", count: 64)
    private let root = TemporaryRoot(copyOf: "v2")

    private func makeSampler() throws -> Sampler {
        try Sampler(root: root.path, selection: Selection(.docker), time: ManualTime(), units: .test)
    }

    private func start(_ id: String, usage: Int = 7) {
        root.write("sys/fs/cgroup/docker/\(id)/cpu.stat", "usage_usec \(usage)\nuser_usec 4\nsystem_usec 3\n")
        root.write("sys/fs/cgroup/docker/\(id)/memory.current", "4096\n")
    }

    @Test("begins with its cgroup: an entity with a new number, a row and an event")
    func appears() throws {
        let sampler = try makeSampler()
        sampler.sample(slot: 1)
        let before = sampler.entities.count
        #expect(sampler.appeared.count == before)
        #expect(sampler.events.isEmpty)
        start(Self.id)
        sampler.sample(slot: 2)
        let entity = try #require(sampler.appeared.first)
        #expect(sampler.appeared.count == 1)
        #expect(entity.number == before + 1)
        #expect(entity["container_id"] == "docker:cccccccccccc")
        #expect(entity["cgroup"] == "/docker/\(Self.id)")
        #expect(entity["cgroup_inode"] != nil)
        #expect(sampler.value("cpu_usage", of: .container, entity: entity.number) == 7)
        #expect(sampler.value("memory_current", of: .container, entity: entity.number) == 4096)
        #expect(sampler.events.map(\.kind) == [.containerStarted])
        sampler.sample(slot: 3)
        #expect(sampler.appeared.isEmpty)
        #expect(sampler.events.isEmpty)
    }

    @Test("ends with its cgroup: no row, the number reported once and never used again")
    func vanishes() throws {
        start(Self.id)
        let sampler = try makeSampler()
        sampler.sample(slot: 1)
        let first = try #require(sampler.entity(.container, "id", Self.id)).number
        root.remove("sys/fs/cgroup/docker/\(Self.id)")
        sampler.sample(slot: 2)
        #expect(sampler.ended == [first])
        #expect(sampler.tick[.container].row(of: first) == nil)
        #expect(sampler.events.map(\.kind) == [.containerStopped])
        #expect(sampler.entity(.container, "id", Self.id) == nil)
        start(Self.id)
        sampler.sample(slot: 3)
        #expect(try #require(sampler.entity(.container, "id", Self.id)).number > first)
        #expect(sampler.ended.isEmpty)
    }

    @Test("ends and begins when another cgroup stands under its path between two samples")
    func isReplaced() throws {
        start(Self.id)
        let sampler = try makeSampler()
        sampler.sample(slot: 1)
        let first = try #require(sampler.entity(.container, "id", Self.id)).number
        let rows = sampler.tick[.container].rowCount
        root.remove("sys/fs/cgroup/docker/\(Self.id)")
        // Something else takes the inode that was freed.
        root.write("other/file", "")
        start(Self.id, usage: 1)
        sampler.sample(slot: 2)
        #expect(sampler.tick[.container].rowCount == rows)
        #expect(sampler.ended == [first])
        #expect(sampler.appeared.count == 1)
        #expect(sampler.value("cpu_usage", of: .container, entity: sampler.appeared.first?.number) == 1)
    }

    @Test("may begin in the same interval in which another ends")
    func isExchanged() throws {
        start(Self.id)
        let sampler = try makeSampler()
        sampler.sample(slot: 1)
        let first = try #require(sampler.entity(.container, "id", Self.id)).number
        root.remove("sys/fs/cgroup/docker/\(Self.id)")
        start(Self.other)
        sampler.sample(slot: 2)
        #expect(sampler.ended == [first])
        #expect(sampler.appeared.map { $0["id"] } == [Self.other])
    }

    @Test("goes on when a counter falls: the raw value is given, the rate is for others to leave out")
    func counterReset() throws {
        start(Self.id, usage: 900)
        let sampler = try makeSampler()
        sampler.sample(slot: 1)
        let number = try #require(sampler.entity(.container, "id", Self.id)).number
        start(Self.id, usage: 5)
        sampler.sample(slot: 2)
        #expect(sampler.value("cpu_usage", of: .container, entity: number) == 5)
        #expect(Rate.perSecond(5, 900, interval: 1_000_000_000) == nil)
        #expect(sampler.ended.isEmpty)
    }

    @Test("finds files that come after its directory")
    func lateFiles() throws {
        start(Self.id)
        let sampler = try makeSampler()
        sampler.sample(slot: 1)
        let number = try #require(sampler.entity(.container, "id", Self.id)).number
        #expect(sampler.value("pids", of: .container, entity: number) == nil)
        root.write("sys/fs/cgroup/docker/\(Self.id)/pids.current", "3\n")
        sampler.sample(slot: 2)
        #expect(sampler.value("pids", of: .container, entity: number) == 3)
        #expect(sampler.value("cpu_usage", of: .container, entity: number) == 7)
    }

    @Test("gives no row, rather than an empty one, when its files are gone but its directory was still seen")
    func diesDuringSample() throws {
        start(Self.id)
        let files = FaultyFiles()
        let sampler = try Sampler(
            root: root.path, selection: Selection(.docker), time: ManualTime(), files: files, units: .test)
        sampler.sample(slot: 1)
        let number = try #require(sampler.entity(.container, "id", Self.id)).number
        for file in ["cpu.stat", "memory.current"] { files.failReading("\(Self.id)/\(file)", with: 19) }
        sampler.sample(slot: 2)
        #expect(sampler.tick[.container].row(of: number) == nil)
        #expect(sampler.events.isEmpty)
        #expect(sampler.parseErrors == 0)
    }

    @Test("has no second row for a cgroup inside it, and one of its own for a container inside it")
    func nested() throws {
        start(Self.id)
        root.write("sys/fs/cgroup/docker/\(Self.id)/init.scope/cpu.stat", "usage_usec 1\n")
        root.write("sys/fs/cgroup/docker/\(Self.id)/docker/\(Self.other)/cpu.stat", "usage_usec 2\n")
        let sampler = try makeSampler()
        sampler.sample(slot: 1)
        #expect(sampler.entities.filter { $0["id"] == Self.id }.count == 1)
        let inner = try #require(sampler.entity(.container, "id", Self.other))
        #expect(inner["parent_id"] == Self.id)
        #expect(sampler.value("cpu_usage", of: .container, entity: inner.number) == 2)
    }

    @Test("whose cgroups are not made at one instant is one container")
    func growsOverHierarchies() throws {
        let hybrid = TemporaryRoot(copyOf: "hybrid")
        let sampler = try Sampler(
            root: hybrid.path, selection: Selection(.docker), time: ManualTime(), units: .test)
        sampler.sample(slot: 1)
        hybrid.write("sys/fs/cgroup/unified/docker/\(Self.id)/cpu.stat", "usage_usec 5\n")
        sampler.sample(slot: 2)
        let first = try #require(sampler.entity(.container, "id", Self.id))
        hybrid.write("sys/fs/cgroup/memory/docker/\(Self.id)/memory.usage_in_bytes", "4096\n")
        sampler.sample(slot: 3)
        #expect(sampler.events.isEmpty)
        #expect(sampler.ended.isEmpty)
        for slot in 4...6 { sampler.sample(slot: UInt64(slot)) }
        #expect(sampler.value("memory_current", of: .container, entity: first.number) == 4096)
        // They are not removed at one instant either: what is left is no new container.
        hybrid.remove("sys/fs/cgroup/memory/docker/\(Self.id)")
        sampler.sample(slot: 7)
        #expect(sampler.ended == [first.number])
        sampler.sample(slot: 8)
        #expect(sampler.events.isEmpty)
        #expect(sampler.entity(.container, "id", Self.id) == nil)
        // The same id runs again while the rest is still there.
        hybrid.write("sys/fs/cgroup/memory/docker/\(Self.id)/memory.usage_in_bytes", "8192\n")
        sampler.sample(slot: 9)
        #expect(sampler.events.map(\.kind) == [.containerRestarted])
        #expect(sampler.ended.isEmpty)
    }

    @Test("keeps count of its processes when a cgroup inside it is made anew under its path")
    func innerCgroupIsReplaced() throws {
        start(Self.id)
        root.write("sys/fs/cgroup/docker/\(Self.id)/app.service/cgroup.procs", "41\n")
        let sampler = try makeSampler()
        sampler.sample(slot: 1)
        let number = try #require(sampler.entity(.container, "id", Self.id)).number
        #expect(sampler.value("processes", of: .container, entity: number) == 1)
        root.remove("sys/fs/cgroup/docker/\(Self.id)/app.service")
        root.write("other/file", "")
        root.write("sys/fs/cgroup/docker/\(Self.id)/app.service/cgroup.procs", "42\n43\n")
        sampler.sample(slot: 2)
        #expect(sampler.value("processes", of: .container, entity: number) == 2)
    }
}
