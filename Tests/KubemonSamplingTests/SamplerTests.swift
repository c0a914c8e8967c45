import CAllocations
import KubemonMetrics
import KubemonSampling
import Testing

@Suite("The sampler")
struct SamplerTests {
    @Test(
        "allocates nothing in steady state", .enabled(if: kubemon_allocations_counted() != 0),
        arguments: ["v1", "v2", "hybrid"])
    func allocatesNothing(host: String) throws {
        let sampler = try Sampler(root: Fixture.path(host), units: .test)
        // Containers look for missing files at their 2nd, 4th, 8th ... sample, the machine at its 64th.
        for slot in 1...65 { sampler.sample(slot: UInt64(slot)) }
        let before = kubemon_allocations()
        for slot in 66..<120 { sampler.sample(slot: UInt64(slot)) }
        let after = kubemon_allocations()
        #expect(after == before)
        #expect(sampler.tick.slot == 119)
        #expect(sampler.tick[.container].rowCount > 2)
    }

    @Test("allocates nothing on this machine", .enabled(if: kubemon_allocations_counted() != 0))
    func allocatesNothingLive() throws {
        let sampler = try Sampler(selection: Selection(.os))
        for slot in 1...65 { sampler.sample(slot: UInt64(slot)) }
        let before = kubemon_allocations()
        for slot in 66...76 { sampler.sample(slot: UInt64(slot)) }
        let after = kubemon_allocations()
        #expect(after == before)
    }

    @Test("opens files once and keeps them")
    func keepsFiles() throws {
        let files = FaultyFiles()
        let sampler = try Sampler(root: Fixture.path("hybrid"), files: files, units: .test)
        // Containers look at their 2nd, 4th, 8th ... sample for what was missing.
        for slot in 1...4 { sampler.sample(slot: UInt64(slot)) }
        let opened = files.opened
        for slot in 5...7 { sampler.sample(slot: UInt64(slot)) }
        #expect(files.opened == opened)
    }

    @Test("samples a metric that is added to the catalogue, from that one line")
    func oneLine() throws {
        let locator = KernelFile(.proc, "meminfo", .keyedValues, scale: .kibibytes)["VmallocTotal"]
        let metric = Metric.gauge("vmalloc_total", .bytes, "Address space of the kernel.", from: locator)
        var schemas = Schema.all
        schemas[EntityKind.node.index] = Schema(kind: .node, metrics: Schema.of(.node).metrics + [metric])
        let sampler = try Sampler(root: Fixture.path("hybrid"), units: .test, schemas: schemas)
        sampler.sample(slot: 1)
        let expected: UInt64 = 34_359_738_367 * 1024
        #expect(sampler.tick[.node][0, Schema.of(.node).count] == expected)
    }

    @Test("says when it read, how long that took and how much time lies between two reads of a kind")
    func intervals() throws {
        let time = ManualTime()
        let sampler = try Sampler(root: Fixture.path("v2"), selection: Selection(.os), time: time, units: .test)
        sampler.sample(slot: 0)
        #expect(sampler.tick.slot == 0)
        #expect(sampler.tick.intervals.allSatisfy { $0 == 0 })
        time.advance(2_500_000_000)
        sampler.sample(slot: 9)
        #expect(sampler.tick.slot == 9)
        #expect(sampler.tick.wall == time.wall())
        #expect(sampler.tick.monotonic == time.monotonic())
        #expect(sampler.tick.intervals[EntityKind.node.index] == 2_500_000_000)
        #expect(sampler.tick.intervals[EntityKind.container.index] == 0)
    }

    @Test("gives rows to the kinds selected only", arguments: Selection.Target.allCases)
    func selection(target: Selection.Target) throws {
        let sampler = try Sampler(root: Fixture.path("v2"), selection: Selection(target), units: .test)
        sampler.sample(slot: 1)
        for kind in EntityKind.allCases where !Selection(target).contains(kind) {
            #expect(sampler.tick[kind].rowCount == 0)
        }
        #expect(sampler.tick[.monitor].rowCount == 0)
        #expect((sampler.tick[.node].rowCount == 1) == (target == .os || target == .all))
        #expect((sampler.tick[.container].rowCount > 0) == (target == .docker || target == .all))
    }

    @Test("numbers entities of all kinds in one sequence, those of its owner too")
    func numbers() throws {
        let sampler = try Sampler(root: Fixture.path("v2"), units: .test)
        let monitor = sampler.assign(.monitor)
        #expect(monitor.number == 1)
        sampler.sample(slot: 1)
        #expect(sampler.entities.map(\.number) == (1...UInt32(sampler.entities.count)).map { $0 })
        #expect(sampler.appeared == sampler.entities)
    }

    @Test("reads below another root what belongs to the machine, not to itself")
    func paths() {
        let host = HostPaths(root: "/host/")
        #expect(host.proc("stat") == "/host/proc/stat")
        #expect(host.proc("net/dev") == "/host/proc/1/net/dev")
        #expect(host.proc("self/mountinfo") == "/host/proc/1/mountinfo")
        #expect(HostPaths(root: "/").proc("net/dev") == "/proc/net/dev")
        #expect(HostPaths(root: "/").file("/sys/block") == "/sys/block")
    }

    @Test("finds mounts of cgroups, joined, apart, hybrid or v2, whatever characters are in them")
    func mounts() {
        let joined = CgroupMounts(
            mountinfo: """
                30 1 0:1 / /sys/fs/cgroup/cpu,cpuacct rw shared:9 master:1 - cgroup cgroup rw,cpu,cpuacct
                31 1 0:2 / /sys/fs/cgroup/my\\040memory rw - cgroup cgroup rw,memory
                32 1 0:2 /docker /elsewhere rw - cgroup cgroup rw,memory
                33 1 0:3 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,name=systemd
                rubbish
                """)
        #expect(joined.v1["cpu"] == "/sys/fs/cgroup/cpu,cpuacct")
        #expect(joined.v1["cpuacct"] == "/sys/fs/cgroup/cpu,cpuacct")
        #expect(joined.v1["memory"] == "/sys/fs/cgroup/my memory")
        #expect(joined.v1["name=systemd"] == "/sys/fs/cgroup/systemd")
        #expect(joined.mode == "v1")
        #expect(joined.searched == ["/sys/fs/cgroup/my memory"])
        let unified = CgroupMounts(mountinfo: "30 1 0:1 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw,nsdelegate\n")
        #expect(unified.v2 == "/sys/fs/cgroup")
        #expect(unified.mode == "v2")
        #expect(CgroupMounts(mountinfo: "").mode == "")
    }

    @Test("lies between two readings of the same counters on this machine")
    func live() throws {
        let names = ["cpu_user", "cpu_system", "context_switches", "interrupts", "forks", "vm_faults", "vm_freed"]
        let oracle = Oracle(host: "", units: .current)
        let node = Entity(number: 1, kind: .node)
        func read(_ name: String) -> UInt64? {
            Schema.of(.node).metrics.first { $0.name == name }?.locators.first
                .flatMap { oracle.value($0, .integer, of: node) }
        }
        let sampler = try Sampler(selection: Selection(.os))
        let before = names.map(read)
        sampler.sample(slot: 1)
        let after = names.map(read)
        for (index, name) in names.enumerated() {
            let (low, high) = (try #require(before[index]), try #require(after[index]))
            let value = try #require(sampler.value(name, of: .node))
            #expect((low...high).contains(value), "\(name)")
        }
    }
}
