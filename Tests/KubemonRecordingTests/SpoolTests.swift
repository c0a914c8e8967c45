import Glibc
import KubemonMetrics
import KubemonProtocol
import KubemonRecording
import KubemonSpool
import Testing

@Suite("Spool")
struct SpoolTests {
    /// Samples that each run takes: more than a key group holds.
    private static let count: UInt64 = 130

    /// Samples `count` times; the spool's thread has its turn every few samples, and syncs now and then. Returns the number
    /// up to which everything was in the spool, and up to which it was on the disk.
    @discardableResult
    private static func play(_ monitor: SimulatedMonitor, from slot: UInt64 = 1) -> (spooled: UInt64, durable: UInt64) {
        var durable: UInt64 = 0
        for index in 0..<count {
            monitor.sample(slot + index)
            if index % 8 == 7 { monitor.settle() }
            if index % 32 == 31 {
                monitor.synchronize()
                if !monitor.isFailing { durable = monitor.spooled }
            }
        }
        monitor.settle()
        return (monitor.spooled, durable)
    }

    private static let calls: Int = {
        let files = MemoryFiles()
        let monitor = SimulatedMonitor("n1", epoch: 0, files: files)
        try? monitor.start()
        play(monitor)
        return files.calls
    }()

    @Test("R3: after a death at any call everything that was in the spool is sent by the next run, older runs first")
    func survivesDeathAtEveryCall() throws {
        #expect(Self.calls > 30)
        for call in 1...Self.calls {
            for loss in [.nothing, .unsynchronized, .some(seed: UInt64(call))] as [MemoryFiles.Loss] {
                let comment: Comment = "call \(call), \(loss)"
                let files = MemoryFiles()
                let monitor = SimulatedMonitor("n1", epoch: 0, files: files)
                files.diesAt = call
                var (spooled, durable): (UInt64, UInt64) = (0, 0)
                if (try? monitor.start()) != nil { (spooled, durable) = Self.play(monitor) }
                monitor.kill(loss)
                try monitor.start()
                monitor.sample(1000)
                monitor.settle()
                var receiver = Receiver()
                try receiver.receive(from: monitor)
                let last = receiver.expectWhole(1, node: "n1", comment)
                if case .nothing = loss { #expect(last >= spooled, comment) } else { #expect(last >= durable, comment) }
                if case .nothing = loss { #expect(receiver.gaps(1).isEmpty, comment) }
                #expect(receiver.slots(2) == [1000], comment)
                #expect(receiver.runs.last == 2, comment)
            }
        }
    }

    @Test(
        "R3: after a failure at any call memory keeps what the spool does not take, and later the spool has it again",
        arguments: [MemoryFiles.Fault.error(EIO), .error(ENOSPC), .short])
    func survivesEveryFault(fault: MemoryFiles.Fault) throws {
        for call in 1...Self.calls {
            let comment: Comment = "call \(call), \(fault)"
            let files = MemoryFiles()
            let monitor = SimulatedMonitor("n1", epoch: 0, files: files)
            files.faults = [call: fault]
            guard (try? monitor.start()) != nil else { continue }
            Self.play(monitor)
            files.faults = [:]
            monitor.settle()
            monitor.synchronize()
            #expect(!monitor.isFailing, comment)
            // All of it arrives from this run, and after a power cut from the next.
            var receiver = Receiver()
            try receiver.receive(from: monitor)
            #expect(receiver.slots(1) == Array(1...Self.count), comment)
            monitor.kill(.unsynchronized)
            try monitor.start()
            var other = Receiver()
            try other.receive(from: monitor)
            #expect(other.slots(1) == Array(1...Self.count), comment)
        }
    }

    @Test("a full disk costs nothing while memory lasts, and what memory can't hold is a gap")
    func fullDisk() throws {
        let files = MemoryFiles()
        let monitor = SimulatedMonitor("n1", epoch: 0, files: files)
        try monitor.start()
        monitor.sample(1)
        monitor.settle()
        files.capacity = 20_000
        for slot in 2...400 as ClosedRange<UInt64> {
            monitor.sample(slot)
            monitor.settle()
        }
        #expect(monitor.isFailing)
        var receiver = Receiver()
        try receiver.receive(from: monitor)
        #expect(receiver.slots(1) == Array(1...400))
        #expect(receiver.gaps(1).isEmpty)
        files.capacity = .max
        monitor.settle()
        #expect(!monitor.isFailing)
    }

    @Test("R2: a spool that is full drops the oldest group whole; the gap names its slots and outlives the monitor")
    func overflowIsDeclared() throws {
        let files = MemoryFiles()
        let monitor = SimulatedMonitor("n1", epoch: 0, files: files)
        monitor.limit = 40_000
        try monitor.start()
        for slot in 1...1000 as ClosedRange<UInt64> {
            monitor.sample(slot)
            monitor.settle()
        }
        #expect(files.bytes("spool-n1/lock") != nil)
        #expect(try #require(monitor.keeper).spool.bytes <= 40_000)
        for restart in [false, true] {
            if restart {
                monitor.kill(.nothing)
                try monitor.start()
            }
            var receiver = Receiver()
            try receiver.receive(from: monitor)
            receiver.expectWhole(1, node: "n1", "restart \(restart)")
            let gap = try #require(receiver.gaps(1).first)
            let slots = receiver.slots(1)
            #expect(receiver.gaps(1).count == 1 && gap.reason == "the spool was full")
            #expect(gap.firstSlot == 1 && gap.lastSlot + 1 == slots.first && slots.last == 1000)
        }
    }

    @Test("memory stays bounded while the collector is away for long, and everything comes back from the spool")
    func memoryIsBounded() throws {
        let files = MemoryFiles()
        let monitor = SimulatedMonitor("n1", epoch: 0, files: files)
        monitor.capacity = 30_000
        try monitor.start()
        // An hour at 1 Hz.
        for slot in 1...3600 as ClosedRange<UInt64> {
            monitor.sample(slot)
            monitor.settle()
            #expect(monitor.outbox.bytes <= 30_000 + 10_000)
        }
        #expect(monitor.outbox.dropped == 0)
        var receiver = Receiver()
        try receiver.receive(from: monitor)
        #expect(receiver.slots(1) == Array(1...3600))
        for (epoch, last) in receiver.decoder.last { monitor.acknowledge(epoch, last) }
        monitor.settle()
        #expect(try #require(monitor.keeper).spool.bytes < 60_000, "what was acknowledged is removed")
    }

    @Test("a flipped bit anywhere in a spool loses nothing undeclared, changes no value and says so in one sentence")
    func flippedBitsAreDeclared() throws {
        func make() throws -> (MemoryFiles, SimulatedMonitor) {
            let files = MemoryFiles()
            let monitor = SimulatedMonitor("n1", epoch: 0, files: files)
            try monitor.start()
            Self.play(monitor)
            monitor.kill(.nothing)
            return (files, monitor)
        }
        let (first, _) = try make()
        let directory = try first.open(path: "/spool-n1")
        for name in try first.names(in: directory).sorted() where name != "lock" {
            let length = try #require(first.bytes("spool-n1/" + name)).count
            for position in stride(from: 0, to: length, by: max(1, length / 40)) {
                let comment: Comment = "\(name), byte \(position)"
                let (files, monitor) = try make()
                files.edit("spool-n1/" + name) { $0[position] ^= 0x10 }
                try monitor.start()
                monitor.sample(1000)
                monitor.settle()
                var receiver = Receiver()
                try receiver.receive(from: monitor)
                receiver.expectWhole(1, node: "n1", comment)
                #expect(receiver.slots(2) == [1000], comment)
                if receiver.slots(1).count < Int(Self.count) {
                    #expect(!monitor.complaints.isEmpty, comment)
                    #expect(name.hasSuffix(".run") || !receiver.gaps(1).isEmpty, comment)
                }
            }
        }
    }

    @Test("two monitors never use one spool, and the samples of a node are not sent as those of another")
    func spoolIsLocked() throws {
        let files = MemoryFiles()
        let spool = try Spool(path: "/s", files: files)
        #expect(throws: SpoolError.locked) { _ = try Spool(path: "/s", files: files) }
        spool.begin(
            RunRecord(
                epoch: 1, origin: .init(facts: Sample.facts("n1"), kinds: [.node], minimumInterval: 0),
                interval: Sample.interval, schemas: []))
        #expect(spool.nodes == ["n1"])
    }

    @Test("runs of long ago are sent in their order, each with what the monitor was like then")
    func runsKeepTheirOrder() throws {
        let files = MemoryFiles()
        let monitor = SimulatedMonitor("n1", epoch: 0, files: files)
        for run in 0..<5 as Range<UInt64> {
            try monitor.start()
            for slot in 0..<70 as Range<UInt64> { monitor.sample(run * 100 + slot + 1) }
            monitor.settle()
            monitor.kill(.nothing)
        }
        try monitor.start()
        #expect(monitor.hello.backlog.map(\.epoch) == [1, 2, 3, 4, 5, 6])
        #expect(monitor.hello.backlog.first?.origin?.facts.node == "n1")
        #expect(monitor.hello.backlog.last?.origin == nil)
        var receiver = Receiver()
        // With a connection that is cut again and again.
        for limit in [10, 90, 3, 200, 1, .max] { try receiver.receive(from: monitor, limit: limit) }
        #expect(receiver.runs == [1, 2, 3, 4, 5])
        for run in 0..<5 as Range<UInt64> {
            #expect(receiver.slots(run + 1) == (1...70).map { run * 100 + $0 })
        }
        for (epoch, last) in receiver.decoder.last { monitor.acknowledge(epoch, last) }
        monitor.settle()
        #expect(monitor.hello.backlog.map(\.epoch) == [6])
        let directory = try files.open(path: "/spool-n1")
        #expect(try files.names(in: directory) == ["lock"])
    }

    @Test("R3: more runs than a hello may announce arrive in their order, each once, and the own run after them")
    func moreRunsThanAHello() throws {
        let files = MemoryFiles()
        let monitor = SimulatedMonitor("n1", epoch: 0, files: files)
        monitor.mostAnnounced = 4
        for run in 0..<7 as Range<UInt64> {
            try monitor.start()
            for slot in 0..<70 as Range<UInt64> { monitor.sample(run * 100 + slot + 1) }
            monitor.settle()
            monitor.kill(.nothing)
        }
        try monitor.start()
        var receiver = Receiver()
        var announced: [[UInt64]] = []
        for slot in 1001...1003 as ClosedRange<UInt64> {
            announced.append(monitor.hello.backlog.map(\.epoch))
            monitor.sample(slot)
            monitor.settle()
            // A connection that is cut before all has arrived, and one before all of it is acknowledged.
            try receiver.receive(from: monitor, limit: 90)
            #expect(!monitor.outbox.mustAnnounce)
            try receiver.receive(from: monitor)
            #expect(receiver.slots(8).isEmpty == (slot < 1003))
            for (epoch, last) in receiver.decoder.last { monitor.acknowledge(epoch, last) }
            #expect(monitor.outbox.mustAnnounce == (slot < 1003))
            // The spool's thread may remove them before or after.
            if slot == 1002 { monitor.settle() }
        }
        #expect(announced == [[1, 2, 3, 8], [4, 5, 6, 8], [7, 8]])
        #expect(receiver.runs == Array(1...8))
        for run in 0..<7 as Range<UInt64> {
            #expect(receiver.slots(run + 1) == (1...70).map { run * 100 + $0 })
        }
        #expect(receiver.slots(8) == [1001, 1002, 1003])
    }
}
