import Glibc
import KubemonMetrics
import KubemonSampling
import Testing

@Suite("A file that fails")
struct FaultTests {
    private let root = TemporaryRoot(copyOf: "v2")
    private let files = FaultyFiles()

    private func makeSampler() throws -> Sampler {
        try Sampler(root: root.path, time: ManualTime(), files: files, units: .test)
    }

    @Test("because it does not exist leaves its columns missing and says nothing")
    func missing() throws {
        root.remove("proc/vmstat")
        root.remove("proc/pressure")
        root.remove("proc/diskstats")
        let sampler = try makeSampler()
        sampler.sample(slot: 1)
        #expect(sampler.value("vm_faults", of: .node) == nil)
        #expect(sampler.value("pressure_cpu_some_avg10", of: .node) == nil)
        #expect(sampler.value("memory_total", of: .node) != nil)
        #expect(sampler.tick[.disk].rowCount == 0)
        #expect(sampler.events.isEmpty)
        #expect(sampler.parseErrors == 0)
    }

    @Test("because it does not exist yet is found when it does")
    func late() throws {
        root.remove("proc/vmstat")
        root.remove("proc/diskstats")
        let sampler = try makeSampler()
        for slot in 1...3 { sampler.sample(slot: UInt64(slot)) }
        root.write("proc/vmstat", "pgfault 12\n")
        root.write("proc/diskstats", "254 0 vda 5 0 0 0\n")
        for slot in 4...70 { sampler.sample(slot: UInt64(slot)) }
        #expect(sampler.value("vm_faults", of: .node) == 12)
        #expect(sampler.tick[.disk].rowCount == 1)
    }

    @Test("because it may not be read is reported once, whatever happens to the others")
    func forbidden() throws {
        files.failOpening("/proc/meminfo", with: EACCES)
        files.failReading("/proc/loadavg", with: EIO)
        let sampler = try makeSampler()
        sampler.sample(slot: 1)
        #expect(sampler.value("memory_total", of: .node) == nil)
        #expect(sampler.value("load_1min", of: .node) == nil)
        #expect(sampler.value("cpu_user", of: .node) != nil)
        #expect(sampler.events.map(\.kind) == [.unreadable, .unreadable])
        #expect(sampler.events.contains { $0.text.hasSuffix("/proc/meminfo can't be read: Permission denied") })
        for slot in 2...130 {
            sampler.sample(slot: UInt64(slot))
            #expect(sampler.events.isEmpty)
        }
        files.failReading("/proc/loadavg", with: 0)
        sampler.sample(slot: 131)
        #expect(sampler.value("load_1min", of: .node) != nil)
    }

    @Test("because it is malformed keeps the lines that are not, is counted at each sample and reported once")
    func malformed() throws {
        root.write("proc/meminfo", "MemTotal: 100 kB\nMemFree: many kB\nMemAvailable: 50 kB\n")
        let sampler = try makeSampler()
        sampler.sample(slot: 1)
        #expect(sampler.value("memory_total", of: .node) == 102_400)
        #expect(sampler.value("memory_free", of: .node) == nil)
        #expect(sampler.value("memory_available", of: .node) == 51_200)
        #expect(sampler.parseErrors == 1)
        #expect(sampler.events.map(\.text) == ["\(root.path)/proc/meminfo, line 2, can't be understood"])
        sampler.sample(slot: 2)
        #expect(sampler.parseErrors == 2)
        #expect(sampler.events.isEmpty)
        root.write("proc/meminfo", "MemTotal: 100 kB\nMemFree: 1 kB\nMemAvailable: 50 kB\n")
        sampler.sample(slot: 3)
        #expect(sampler.value("memory_free", of: .node) == 1024)
        #expect(sampler.parseErrors == 2)
    }

    @Test("because pressure is switched off is not an error")
    func notSupported() throws {
        files.failReading("/proc/pressure/cpu", with: EOPNOTSUPP)
        let sampler = try makeSampler()
        sampler.sample(slot: 1)
        #expect(sampler.value("pressure_cpu_some_avg10", of: .node) == nil)
        #expect(sampler.value("pressure_io_some_avg10", of: .node) != nil)
        #expect(sampler.events.isEmpty)
    }

    @Test("because nothing is there at all is an error at start")
    func noProc() {
        let empty = TemporaryRoot()
        #expect(throws: SamplerError.noProc(errno: ENOENT)) { _ = try Sampler(root: empty.path) }
    }

    @Test("because it is longer than the buffer is read to its end")
    func long() throws {
        let lines = (0..<20_000).map { "filler_\($0) 1\n" }.joined()
        root.write("proc/vmstat", lines + "pgfault 99\n")
        let sampler = try makeSampler()
        sampler.sample(slot: 1)
        #expect(sampler.value("vm_faults", of: .node) == 99)
    }
}
