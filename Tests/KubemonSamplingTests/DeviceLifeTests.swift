import KubemonMetrics
import KubemonSampling
import Testing

@Suite("The life of a device")
struct DeviceLifeTests {
    private let root = TemporaryRoot(copyOf: "v2")

    private func makeSampler(_ selection: Selection = Selection(.os)) throws -> Sampler {
        try Sampler(root: root.path, selection: selection, time: ManualTime(), units: .test)
    }

    private static func disk(_ name: String, _ reads: Int) -> String { "  8  0 \(name) \(reads) 0 2 0 0 0 0 0 0 0 0\n" }

    private func disks(_ sampler: Sampler) -> [String] {
        let table = sampler.tick[.disk]
        return table.entities.compactMap { number in sampler.entities.first { $0.number == number }?["disk"] }
    }

    @Test("begins and ends with its line; one that comes back has a new number")
    func appearsAndDisappears() throws {
        for name in ["sda", "sdb", "sdc"] { root.write("sys/block/\(name)/size", "1\n") }
        root.write("proc/diskstats", Self.disk("sda", 1) + Self.disk("sdc", 3))
        let sampler = try makeSampler()
        sampler.sample(slot: 1)
        #expect(disks(sampler) == ["sda", "sdc"])
        root.write("proc/diskstats", Self.disk("sda", 4) + Self.disk("sdb", 5) + Self.disk("sdc", 6))
        sampler.sample(slot: 2)
        // In the file it stands in the middle; rows are in the order of numbers.
        #expect(disks(sampler) == ["sda", "sdc", "sdb"])
        #expect(sampler.appeared.map { $0["disk"] } == ["sdb"])
        let first = try #require(sampler.entity(.disk, "disk", "sdb")).number
        #expect(sampler.value("reads", of: .disk, entity: first) == 5)
        root.write("proc/diskstats", Self.disk("sda", 4) + Self.disk("sdc", 7))
        sampler.sample(slot: 3)
        #expect(sampler.ended == [first])
        #expect(disks(sampler) == ["sda", "sdc"])
        root.write("proc/diskstats", Self.disk("sdb", 1) + Self.disk("sdc", 8) + Self.disk("sda", 9))
        sampler.sample(slot: 4)
        let second = try #require(sampler.entity(.disk, "disk", "sdb")).number
        #expect(second > first)
        #expect(sampler.ended.isEmpty)
        #expect(sampler.value("reads", of: .disk, entity: sampler.entity(.disk, "disk", "sda")?.number) == 9)
        #expect(sampler.events.isEmpty)
    }

    @Test("gives rows to whole disks only, unless every block device is wanted")
    func wholeDisks() throws {
        for name in ["sda", "loop0", "ram1", "zram0", "dm-0", "md127", "cciss!c0d0", "ramdisk"] {
            root.write("sys/block/\(name)/size", "1\n")
        }
        let names = ["sda", "sda1", "loop0", "ram1", "zram0", "dm-0", "md127", "cciss/c0d0", "cciss/c0d0p1", "ramdisk"]
        root.write("proc/diskstats", names.map { Self.disk($0, 1) }.joined())
        let sampler = try makeSampler()
        sampler.sample(slot: 1)
        #expect(disks(sampler) == ["sda", "dm-0", "md127", "cciss/c0d0", "ramdisk"])
        let every = try makeSampler(Selection(.os, includesEveryBlockDevice: true))
        every.sample(slot: 1)
        #expect(disks(every) == names)
    }

    @Test("keeps its number when its line is malformed; its columns are missing and the error is counted")
    func malformed() throws {
        root.write("sys/block/sda/size", "1\n")
        root.write("sys/block/sdb/size", "1\n")
        root.write("proc/diskstats", Self.disk("sda", 1) + Self.disk("sdb", 2))
        let sampler = try makeSampler()
        sampler.sample(slot: 1)
        root.write("proc/diskstats", "  8  0 sda 1 x 2\n" + Self.disk("sdb", 3))
        sampler.sample(slot: 2)
        #expect(disks(sampler) == ["sda", "sdb"])
        #expect(sampler.tick[.disk][0, 0] == nil)
        #expect(sampler.tick[.disk][1, 0] == 3)
        #expect(sampler.parseErrors == 1)
        #expect(sampler.events.map(\.kind) == [.unreadable])
        root.write("proc/diskstats", Self.disk("sda", 5) + Self.disk("sdb", 6))
        sampler.sample(slot: 3)
        #expect(sampler.tick[.disk][0, 0] == 5)
        #expect(sampler.ended.isEmpty)
    }

    @Test("of the network is a row per interface, and a counter that falls is given as it is")
    func interfaces() throws {
        let sampler = try makeSampler()
        sampler.sample(slot: 1)
        #expect(sampler.tick[.interface].rowCount == 1)
        let header = "Inter-|   Receive |  Transmit\n face |bytes packets|bytes\n"
        root.write("proc/1/net/dev", header + "  lo: 5 1\n veth0: 9 2\n")
        sampler.sample(slot: 2)
        #expect(sampler.appeared.map { $0["interface"] } == ["veth0"])
        root.write("proc/1/net/dev", header + "  lo: 5 1\n veth0: 1 2\n")
        sampler.sample(slot: 3)
        #expect(
            sampler.value("receive", of: .interface, entity: sampler.entity(.interface, "interface", "veth0")?.number)
                == 1)
        root.write("proc/1/net/dev", header + "  lo: 5 1\n")
        sampler.sample(slot: 4)
        #expect(sampler.ended.count == 1)
    }
}
