import KubemonCollector
import KubemonMetrics
import KubemonProtocol
import KubemonRecording
import KubemonStore
import Testing

/// R16: a disk that is nearly full is said before it is full.
@Suite("Room on the disk", .serialized)
struct DiskSpaceTests {
    @Test("below --keep-free a recording is a problem, and without one it is a warning")
    func lowDisk() throws {
        let bed = try TestBed(keepFree: 1 << 62)
        bed.wait("it is seen") { !$0.collector.diskWarning.isEmpty }
        let idle = bed.command("status")
        let sentence = "the disk of \(bed.options.dataDirectory) is nearly full: "
        #expect(!idle.failed && idle.text.contains("warning: \(sentence)"), "\(idle.text)")
        #expect(!bed.command("start one").failed)
        let status = bed.command("status")
        #expect(status.failed && status.text.contains("problem: \(sentence)"), "\(status.text)")
        #expect(!status.text.contains("warning: "), "\(status.text)")
        #expect(bed.command("status", json: true).text.contains("\"warning\":\"\(sentence)"))
        let said = bed.collector.store.snapshot().events.count { $0.event.text.hasPrefix(sentence) }
        #expect(said == 1)
        #expect(!bed.command("stop").failed)
        #expect(!bed.command("status").failed)
    }

    @Test("room that a full disk seems to have while it is tried again is not said to be there")
    func seemingRoom() throws {
        let bench = try RecorderBench()
        func said(_ part: String) -> Int { bench.store.snapshot().events.count { $0.event.text.contains(part) } }
        bench.disk.free = 0
        #expect(try !bench.start("one").failed)
        bench.disk.fail(from: 1)
        #expect(bench.mark().failed)
        bench.advance(1)
        bench.wait("the warning") { said("is nearly full") == 1 }
        bench.disk.free = 1 << 50
        bench.advance(1)
        // Refused when that was looked at.
        #expect(try bench.start("other").failed && bench.start("other").failed)
        #expect(said("has room again") == 0)
        bench.disk.fail(from: nil)
        bench.advance(5)
        bench.wait("it is tried") { bench.recoveries == 1 }
        bench.advance(2)
        bench.wait("it goes on") { bench.saidToGoOn("one") == 1 }
        bench.advance(1)
        bench.wait("there is room") { said("has room again") == 1 }
        #expect(said("is nearly full") == 1)
    }

    @Test("how much room there is is looked at again and again, whether something is recorded or not")
    func spaceIsFollowed() throws {
        let gate = DiskGate()
        let bed = try TestBed(gate: gate)
        bed.wait("the real number") { ($0.collector.freeBytes ?? 4711) != 4711 }
        gate.free = 4711
        bed.wait("what the disk says now") { $0.collector.freeBytes == 4711 }
        #expect(!bed.command("start one").failed)
        gate.free = 4712
        bed.wait("what it says while recording") { $0.collector.freeBytes == 4712 }
        #expect(!bed.command("stop").failed)
    }

    @Test("room that goes up and down around the limit is said once, until a tenth more is free")
    func hysteresis() throws {
        let gate = DiskGate()
        let bed = try TestBed(gate: gate, keepFree: 1000)
        func said(_ part: String) -> Int {
            bed.collector.store.snapshot().events.count { $0.event.text.contains(part) }
        }
        let looks = [(999, 1, 0), (1001, 1, 0), (999, 1, 0), (1099, 1, 0), (1100, 1, 1), (1001, 1, 1), (999, 2, 1)]
        for (free, low, high) in looks {
            gate.free = UInt64(free)
            bed.wait("\(free) is seen") { $0.collector.freeBytes == UInt64(free) }
            #expect(said("nearly full") == low && said("has room again") == high, "\(free)")
            #expect(bed.collector.store.snapshot().collector.diskWarning.isEmpty == (low == high), "\(free)")
        }
    }

    @Test("where a tenth more than the limit is more than there is, less is enough")
    func smallDisk() {
        let limit = KeepFree(bytes: 60)
        for (available, isLow) in [(59, true), (61, true), (62, false)] as [(UInt64, Bool)] {
            #expect(limit.isStillBelow(FreeSpace(available: available, total: 64)) == isLow)
        }
        #expect(!KeepFree(bytes: 60).isStillBelow(FreeSpace(available: 60, total: 60)))
    }
}
