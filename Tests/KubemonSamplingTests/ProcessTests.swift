import Glibc
import KubemonMetrics
import KubemonSampling
import Testing

@Suite("Processes")
struct ProcessTests {
    static let id = String(repeating: "c", count: 64)
    private let root = TemporaryRoot(copyOf: "v2")
    private var cgroup: String { "sys/fs/cgroup/docker/\(Self.id)" }

    private func makeSampler(host: Bool = false, cmdline: Bool = false, limit: Int? = nil) throws -> Sampler {
        try Sampler(
            root: root.path,
            selection: Selection(.process, includesHostProcesses: host, includesCommandLines: cmdline),
            time: ManualTime(), units: .test, descriptorLimit: limit)
    }

    /// Writes the files of a process; `time` is its user time in ticks.
    private func write(
        _ pid: Int, _ name: String = "worker", start: Int = 500, time: Int = 0, state: String = "S",
        flags: Int = 4_194_304,
        resident: Int = 100
    ) {
        let stat =
            "\(pid) (\(name)) \(state) 1 \(pid) \(pid) 0 -1 \(flags) 10 11 12 13 \(time) 3 5 7 20 -5 2 0 \(start) 4096000 100 "
            + "18446744073709551615 1 2 3 0 0 0 0 0 0 0 0 0 17 0 0 0 9 0 0 1 1 1 1 1 1 1 0\n"
        root.write("proc/\(pid)/stat", stat)
        root.write("proc/\(pid)/statm", "1000 \(resident) 50 20 0 30 0\n")
        root.write(
            "proc/\(pid)/io",
            "rchar: 1\nwchar: 2\nsyscr: 3\nsyscw: 4\nread_bytes: 5\nwrite_bytes: 6\ncancelled_write_bytes: 7\n")
        root.write("proc/\(pid)/schedstat", "9000 8000 7\n")
        root.write(
            "proc/\(pid)/status",
            "Name:\t\(name)\nUid:\t33\t33\t33\t33\nNSpid:\t\(pid)\t7\nVmHWM:\t 12 kB\nRssAnon:\t \(resident) kB\nVmSwap:\t 1 kB\n"
                + "voluntary_ctxt_switches:\t4\nnonvoluntary_ctxt_switches:\t2\n")
        root.write("proc/\(pid)/cmdline", "/bin/\(name)\u{0}--secret\u{0}")
    }

    private func put(_ pids: Int..., in directory: String = "") {
        root.write("\(cgroup)\(directory)/cgroup.procs", pids.map { "\($0)\n" }.joined())
    }

    private func entity(_ pid: Int, _ sampler: Sampler) -> Entity? { sampler.entity(.process, "pid", String(pid)) }

    @Test("of a container and of the cgroups inside it get rows with its identity and their own")
    func ofContainer() throws {
        write(41, time: 250)
        write(42)
        put(41)
        put(42, in: "/inner.scope/deeper")
        let sampler = try makeSampler()
        sampler.sample(slot: 1)
        #expect(sampler.tick[.process].rowCount == 2)
        let process = try #require(entity(41, sampler))
        #expect(process["container_id"] == "docker:cccccccccccc")
        #expect(process["comm"] == "worker")
        #expect(process["ns_pid"] == "7")
        #expect(process["uid"] == "33")
        #expect(process["start_ticks"] == "500")
        #expect(process["start"]?.hasSuffix(".00Z") == true)
        #expect(process["cmdline"] == nil)
        let number = process.number
        #expect(sampler.value("cpu_user", of: .process, entity: number) == 2_500_000)
        #expect(sampler.value("cpu_children_system", of: .process, entity: number) == 70_000)
        #expect(sampler.value("nice", of: .process, entity: number) == UInt64(bitPattern: -5))
        #expect(sampler.value("state", of: .process, entity: number) == UInt64(UInt8(ascii: "S")))
        #expect(sampler.value("memory_resident", of: .process, entity: number) == 409_600)
        #expect(sampler.value("memory_peak", of: .process, entity: number) == 12_288)
        #expect(sampler.value("io_cancelled_written", of: .process, entity: number) == 7)
        #expect(sampler.value("leader_run_queue_wait", of: .process, entity: number) == 8)
        #expect(sampler.value("involuntary_switches", of: .process, entity: number) == 2)
        #expect(try #require(entity(42, sampler))["container_id"] == "docker:cccccccccccc")
        #expect(sampler.tick[.container].rowCount == 0)
    }

    @Test("may have any name", arguments: ["we ird) S (2", "a)b", "(", ")", "two\nlines", "", "R 1 2 3"])
    func hostileNames(name: String) throws {
        write(41, name, time: 3)
        put(41)
        let sampler = try makeSampler()
        sampler.sample(slot: 1)
        let process = try #require(entity(41, sampler))
        #expect(process["comm"] == name)
        #expect(sampler.value("cpu_user", of: .process, entity: process.number) == 30_000)
        #expect(sampler.parseErrors == 0)
    }

    @Test("come and go with the list of their cgroup; a number that is used again is another process")
    func life() throws {
        write(41)
        put(41)
        // Without descriptors: a file of the kernel that is kept open tells by itself that its process is gone.
        let sampler = try makeSampler(limit: 0)
        sampler.sample(slot: 1)
        let first = try #require(entity(41, sampler)).number
        root.remove("proc/41")
        put()
        sampler.sample(slot: 2)
        #expect(sampler.tick[.process].rowCount == 0)
        #expect(sampler.ended == [first])
        write(41, start: 900)
        put(41)
        sampler.sample(slot: 3)
        #expect(try #require(entity(41, sampler)).number > first)
        // Used again between two samples: the list is the same, the start is not.
        root.remove("proc/41")
        write(41, start: 950)
        sampler.sample(slot: 4)
        sampler.sample(slot: 5)
        #expect(entity(41, sampler)?["start_ticks"] == "950")
        #expect(sampler.tick[.process].rowCount == 1)
    }

    @Test("that have changed their program are described anew, under the same number")
    func exec() throws {
        write(41, "runc:[2:INIT]")
        put(41)
        let sampler = try makeSampler(cmdline: true)
        sampler.sample(slot: 1)
        let number = try #require(entity(41, sampler)).number
        write(41, "nginx")
        sampler.sample(slot: 2)
        #expect(sampler.appeared.map(\.number) == [number])
        #expect(entity(41, sampler)?["comm"] == "nginx")
        #expect(entity(41, sampler)?["cmdline"] == "/bin/nginx --secret")
        sampler.sample(slot: 3)
        #expect(sampler.appeared.isEmpty)
    }

    @Test("that have ended lose the values that they no longer have; another user is noticed")
    func changes() throws {
        write(41, time: 5)
        put(41)
        let sampler = try makeSampler(host: true)
        sampler.sample(slot: 1)
        let number = try #require(entity(41, sampler)).number
        #expect(sampler.value("memory_anon", of: .process, entity: number) == 102_400)
        write(41, time: 5, state: "R")
        root.write("proc/41/status", root.read("proc/41/status").replacing("Uid:\t33", with: "Uid:\t1000"))
        sampler.sample(slot: 2)
        #expect(entity(41, sampler)?["uid"] == "1000")
        write(41, time: 5, state: "Z", resident: 0)
        root.write("proc/41/status", "Name:\tworker\nState:\tZ (zombie)\nUid:\t1000\t1000\n")
        sampler.sample(slot: 3)
        #expect(sampler.value("memory_anon", of: .process, entity: number) == nil)
    }

    @Test("of other pid namespaces are counted and that they can't be seen is said once")
    func hidden() throws {
        root.write("\(cgroup)/cpu.stat", "usage_usec 1\n")
        root.write("\(cgroup)/cgroup.procs", "0\n0\n")
        let sampler = try Sampler(
            root: root.path, selection: Selection(.docker), time: ManualTime(), units: .test)
        sampler.sample(slot: 1)
        let container = sampler.entity(.container, "id", Self.id)
        #expect(sampler.value("processes", of: .container, entity: container?.number) == 2)
        #expect(sampler.events.map(\.kind) == [.unreadable])
        sampler.sample(slot: 2)
        #expect(sampler.events.isEmpty)
    }

    @Test("that used no CPU time keep the values of status; those that did are read again")
    func carries() throws {
        write(41, time: 1, resident: 10)
        put(41)
        let sampler = try makeSampler()
        sampler.sample(slot: 1)
        let number = try #require(entity(41, sampler)).number
        root.write("proc/41/status", root.read("proc/41/status").replacing("10 kB", with: "20 kB"))
        sampler.sample(slot: 2)
        #expect(sampler.value("memory_anon", of: .process, entity: number) == 10_240)
        write(41, time: 2, resident: 20)
        sampler.sample(slot: 3)
        #expect(sampler.value("memory_anon", of: .process, entity: number) == 20_480)
    }

    @Test("outside of containers get rows on request, threads of the kernel never")
    func ofHost() throws {
        write(41)
        write(2, "kthreadd", flags: 0x0020_8040)
        write(90, "sshd")
        put(41)
        #expect(
            try {
                let s = try makeSampler(); s.sample(slot: 1); return s.tick[.process].rowCount
            }() == 1)
        let sampler = try makeSampler(host: true)
        sampler.sample(slot: 1)
        #expect(sampler.tick[.process].rowCount == 2)
        #expect(entity(90, sampler)?["container_id"] == nil)
        #expect(entity(41, sampler)?["container_id"] == "docker:cccccccccccc")
        // docker exec: a process of the machine enters the container.
        put(41, 90)
        sampler.sample(slot: 2)
        #expect(entity(90, sampler)?["container_id"] == "docker:cccccccccccc")
        // And leaves it.
        put(41)
        sampler.sample(slot: 3)
        #expect(sampler.tick[.process].rowCount == 2)
        sampler.sample(slot: 4)
        #expect(entity(90, sampler)?["container_id"] == nil)
        #expect(sampler.ended.isEmpty)
    }

    @Test("that have ended and were not waited for stay with their container")
    func zombies() throws {
        write(41)
        put(41)
        let sampler = try makeSampler(host: true)
        sampler.sample(slot: 1)
        write(41, state: "Z")
        put()
        for slot in 2...4 { sampler.sample(slot: UInt64(slot)) }
        #expect(entity(41, sampler)?["container_id"] == "docker:cccccccccccc")
        #expect(sampler.value("state", of: .process, entity: entity(41, sampler)?.number) == UInt64(UInt8(ascii: "Z")))
    }

    @Test("beyond the limit of descriptors are read all the same, and the busiest are kept open")
    func bounded() throws {
        let pids = Array(100..<160)
        for pid in pids { write(pid) }
        root.write("\(cgroup)/cgroup.procs", pids.map { "\($0)\n" }.joined())
        // Half of what is above the reserve goes to processes: four of them.
        let sampler = try makeSampler(limit: 256 + 40)
        for slot in 1...3 { sampler.sample(slot: UInt64(slot)) }
        #expect(openFiles().count <= 40)
        #expect(sampler.tick[.process].rowCount == 60)
        #expect(sampler.value("io_rchar", of: .process, entity: entity(159, sampler)?.number) == 1)
        for slot in 4..<40 {
            write(159, time: slot)
            sampler.sample(slot: UInt64(slot))
        }
        #expect(sampler.value("cpu_user", of: .process, entity: entity(159, sampler)?.number) == 390_000)
        #expect(openFiles().contains(root.path + "/proc/159/stat"))
        #expect(openFiles().count <= 40)
    }

    /// The files below the root that this process has open.
    private func openFiles() -> [String] {
        Fixture.entries("/proc/self/fd").compactMap { name, _ in
            var buffer = [CChar](repeating: 0, count: 512)
            let count = readlink("/proc/self/fd/\(name)", &buffer, 511)
            let path = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
            return path.hasPrefix(root.path) ? path : nil
        }
    }

    @Test("whose io may not be read have the other values, and that is said once")
    func forbidden() throws {
        for pid in 41...43 { write(pid) }
        put(41, 42, 43)
        let files = FaultyFiles()
        files.failReading("/io", with: EACCES)
        let sampler = try Sampler(
            root: root.path, selection: Selection(.process), time: ManualTime(), files: files, units: .test)
        sampler.sample(slot: 1)
        sampler.sample(slot: 2)
        let number = try #require(entity(41, sampler)).number
        #expect(sampler.value("io_rchar", of: .process, entity: number) == nil)
        #expect(sampler.value("cpu_user", of: .process, entity: number) == 0)
        #expect(sampler.events.isEmpty)
        let again = try Sampler(
            root: root.path, selection: Selection(.process), time: ManualTime(), files: files, units: .test)
        again.sample(slot: 1)
        #expect(
            again.events.map(\.text) == [
                "io columns of processes that may not be read, such as 41, are missing: run the monitor as root, or with "
                    + "CAP_SYS_PTRACE"
            ])
    }
}
