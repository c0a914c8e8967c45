import Glibc
import KubemonMetrics
import KubemonSpool
import Testing

@Suite("A spool that can't be read")
struct UnreadableSpoolTests {
    private static let pause = SpoolKeeper.reading.pause

    /// A monitor of which each run has left three groups, and their files, oldest first.
    private static func make() throws -> (MemoryFiles, SimulatedMonitor, groups: [String]) {
        let files = MemoryFiles()
        let monitor = SimulatedMonitor("n1", epoch: 0, files: files)
        try monitor.start()
        for slot in 1...130 as ClosedRange<UInt64> {
            monitor.sample(slot)
            monitor.settle()
        }
        monitor.kill(.nothing)
        let names = try files.names(in: files.open(path: "/spool-n1"))
        return (files, monitor, names.filter { $0.hasSuffix(".group") }.sorted().map { "spool-n1/" + $0 })
    }

    @Test(
        "R3, R18: a file that can't be read costs its own samples, declared and said, and nothing behind it",
        arguments: 0..<3)
    func oneFileIsGivenUp(index: Int) throws {
        let (files, monitor, groups) = try Self.make()
        #expect(groups.count == 3)
        files.failReading(groups[index], with: EIO)
        try monitor.start()
        monitor.sample(1000)
        monitor.settle()
        var receiver = Receiver()
        // The pauses between attempts pass without a new connection.
        for _ in 0..<SpoolKeeper.reading.tries {
            try receiver.receive(from: monitor)
            monitor.now += Self.pause
        }
        receiver.expectWhole(1, node: "n1", "file \(index)")
        #expect(receiver.gaps(1).map(\.reason) == ["the spool could not be read"])
        let lost = [1...60, 61...120, 121...130][index] as ClosedRange<UInt64>
        #expect(receiver.slots(1) == (1...130).filter { !lost.contains($0) })
        #expect(receiver.slots(2) == [1000])
        #expect(monitor.complaints.contains { $0.contains("can't be read") })
        #expect(files.bytes(groups[index].replacing("spool-n1/", with: "spool-n1/damaged-")) != nil)
    }

    @Test("a disk that can be read again before its file is given up costs nothing")
    func aPassingFailureCostsNothing() throws {
        let (files, monitor, groups) = try Self.make()
        files.failReading(groups[1], with: EIO)
        try monitor.start()
        var receiver = Receiver()
        for _ in 1..<SpoolKeeper.reading.tries {
            try receiver.receive(from: monitor)
            monitor.now += Self.pause
        }
        #expect(receiver.slots(1) == Array(1...60))
        files.failReading(groups[1], with: nil)
        try receiver.receive(from: monitor)
        #expect(receiver.slots(1) == Array(1...130))
        #expect(receiver.gaps(1).isEmpty)
    }

    @Test("a file is not given up for want of descriptors: its samples are waited for")
    func aShortageIsWaitedFor() throws {
        let (files, monitor, groups) = try Self.make()
        files.failReading(groups[0], with: EMFILE)
        try monitor.start()
        var receiver = Receiver()
        for _ in 0..<10 {
            try receiver.receive(from: monitor)
            monitor.now += Self.pause
        }
        #expect(receiver.items.isEmpty)
        #expect(monitor.complaints.count == 1)
        files.failReading(groups[0], with: nil)
        try receiver.receive(from: monitor)
        #expect(receiver.slots(1) == Array(1...130))
    }

    @Test(
        "R18: what a file lost is still declared by the next run of a monitor that dies before its gap has arrived",
        arguments: [false, true])
    func theGapOutlivesTheMonitor(isReadable: Bool) throws {
        let (files, monitor, groups) = try Self.make()
        if isReadable {
            files.edit(groups[2]) { $0[$0.count / 2] ^= 1 }
        } else {
            files.failReading(groups[2], with: EIO)
        }
        for _ in 0..<3 {
            try monitor.start()
            var receiver = Receiver()
            // All but the last of them know of it only from the ones before.
            try receiver.receive(from: monitor, known: [1: 125])
            monitor.kill(.nothing)
        }
        try monitor.start()
        var receiver = Receiver()
        try receiver.receive(from: monitor)
        receiver.expectWhole(1, node: "n1", "readable \(isReadable)")
        #expect(receiver.gaps(1).count == 1)
    }
}
