import Glibc
import KubemonMetrics
import KubemonSampling
import Testing

@Suite("The network of containers")
struct ContainerNetworkTests {
    private let root = TemporaryRoot(copyOf: "v2")
    private let pod = "sys/fs/cgroup/kubepods/pod11111111-2222-3333-4444-555555555555"

    init() {
        for name in ["host", "pod", "other"] { root.write("namespaces/\(name)", "") }
        root.link("proc/1/ns/net", to: "namespaces/host")
    }

    private func id(_ letter: Character) -> String { String(repeating: letter, count: 64) }

    /// A container with one process.
    private func start(_ letter: Character, pid: Int, start: Int, namespace: String, received: Int) {
        let directory = "\(pod)/\(id(letter))"
        root.write("\(directory)/cpu.stat", "usage_usec 1\n")
        root.write("\(directory)/cgroup.procs", "\(pid)\n")
        let zeros = Array(repeating: "0", count: 12).joined(separator: " ")
        root.write("proc/\(pid)/stat", "\(pid) (x) S 1 1 1 0 -1 4194304 \(zeros) \(start) 0 0\n")
        root.link("proc/\(pid)/ns/net", to: "namespaces/\(namespace)")
        root.write(
            "proc/\(pid)/net/dev",
            """
            Inter-|   Receive                                                |  Transmit
             face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
                lo: 999 99 0 0 0 0 0 0 999 99 0 0 0 0 0 0
              eth0: \(received) 2 3 4 0 0 0 0 10 20 30 40 0 0 0 0
              net1: 1 1 1 1 0 0 0 0 1 1 1 1 0 0 0 0

            """)
    }

    private func makeSampler() throws -> Sampler {
        try Sampler(root: root.path, selection: Selection(.docker), time: ManualTime(), units: .test)
    }

    private func received(_ letter: Character, _ sampler: Sampler) -> UInt64? {
        sampler.value("network_rx", of: .container, entity: sampler.entity(.container, "id", id(letter))?.number)
    }

    @Test("is the sum of the interfaces except lo, in the row of the oldest member of its namespace only")
    func belongsToFirst() throws {
        start("a", pid: 50, start: 700, namespace: "pod", received: 100)
        start("b", pid: 40, start: 600, namespace: "pod", received: 100)
        start("c", pid: 60, start: 100, namespace: "host", received: 5)
        start("d", pid: 70, start: 900, namespace: "other", received: 7)
        let sampler = try makeSampler()
        sampler.sample(slot: 1)
        #expect(received("a", sampler) == nil)
        #expect(received("b", sampler) == 101)
        #expect(received("c", sampler) == nil)
        #expect(received("d", sampler) == 8)
        let number = sampler.entity(.container, "id", id("b"))?.number
        let names = ["rx_packets", "rx_errors", "rx_drops", "tx", "tx_packets", "tx_errors", "tx_drops"]
        let values = names.map { sampler.value("network_" + $0, of: .container, entity: number) }
        #expect(values == [3, 4, 5, 11, 21, 31, 41])
    }

    @Test("passes to the next oldest member when the first one ends")
    func passesOn() throws {
        start("a", pid: 50, start: 700, namespace: "pod", received: 100)
        start("b", pid: 40, start: 600, namespace: "pod", received: 100)
        let sampler = try makeSampler()
        sampler.sample(slot: 1)
        root.remove("\(pod)/\(id("b"))")
        root.remove("proc/40")
        sampler.sample(slot: 2)
        #expect(received("a", sampler) == 101)
    }

    @Test("is found when a container's first process enters its namespace after its cgroup")
    func entersLate() throws {
        start("a", pid: 50, start: 700, namespace: "host", received: 100)
        let sampler = try makeSampler()
        sampler.sample(slot: 1)
        #expect(received("a", sampler) == nil)
        root.remove("proc/50/ns/net")
        root.link("proc/50/ns/net", to: "namespaces/pod")
        sampler.sample(slot: 2)
        #expect(received("a", sampler) == 101)
    }

    @Test("is missing, and that is said once, where namespaces may not be looked at")
    func forbidden() throws {
        start("a", pid: 50, start: 700, namespace: "pod", received: 100)
        start("b", pid: 40, start: 600, namespace: "other", received: 100)
        let files = FaultyFiles()
        files.failStatus("/ns/net", with: EACCES)
        let sampler = try Sampler(
            root: root.path, selection: Selection(.docker), time: ManualTime(), files: files, units: .test)
        sampler.sample(slot: 1)
        #expect(received("a", sampler) == nil)
        #expect(sampler.events.map(\.kind) == [.unreadable])
        sampler.sample(slot: 2)
        #expect(sampler.events.isEmpty)
    }
}
