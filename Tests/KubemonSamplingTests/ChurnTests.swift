import CAllocations
import Glibc
import KubemonMetrics
import KubemonSampling
import Testing

@Suite("Containers that come and go on this machine", .enabled(if: RawCgroups.problem.isEmpty, "\(RawCgroups.problem)"))
struct ChurnTests {
    private static let batches = 44
    private static let perBatch = 50

    /// The first twelve digits of the ids: other such tests may run on this machine.
    private static let mark: String = {
        let pid = String(getpid(), radix: 16)
        return "f" + String(repeating: "0", count: 11 - pid.utf8.count) + pid
    }()

    private static func id(_ batch: Int, _ number: Int) -> String {
        let text = String(batch * perBatch + number, radix: 16)
        return mark + String(repeating: "0", count: 64 - mark.utf8.count - text.utf8.count) + text
    }

    /// Alone in a process, so that nothing else opens files or takes memory.
    @Test("2000 starts and stops leave no descriptor and no memory behind, and each is seen")
    func leaksNothing() async {
        await #expect(processExitsWith: .success) { try Self.churn() }
    }

    private static func fail(_ text: String) -> Never {
        _ = text.withCString { write(STDERR_FILENO, $0, text.utf8.count) }
        exit(1)
    }

    private static func churn() throws {
        let cgroups = RawCgroups()
        let sampler = try Sampler(selection: Selection(.docker, .process))
        sampler.sample(slot: 0)
        let before = sampler.tick[.container].rowCount
        var (started, stopped, rows) = (0, 0, 0)
        var descriptors = 0
        var heap: UInt64 = 0
        for batch in 0..<batches {
            for number in 0..<perBatch { cgroups.start(id(batch, number)) }
            sampler.sample(slot: UInt64(batch * 2 + 1))
            started += sampler.events.count { $0.kind == .containerStarted && $0.text.contains("docker:" + mark) }
            rows += sampler.tick[.container].rowCount - before
            for number in 0..<perBatch { cgroups.stop(id(batch, number)) }
            // Their first processes have ended: what can be read of them still is.
            sampler.attend()
            sampler.sample(slot: UInt64(batch * 2 + 2))
            stopped += sampler.events.count { $0.kind == .containerStopped && $0.text.contains("docker:" + mark) }
            // The first batches fill caches that are kept.
            if batch == 3 { (descriptors, heap) = (openDescriptors(), kubemon_heap_bytes()) }
        }
        let total = batches * perBatch
        guard (started, stopped) == (total, total) else {
            fail("of \(total) containers \(started) starts and \(stopped) stops were seen")
        }
        // Other containers of the machine may come and go meanwhile.
        guard rows > total * 9 / 10 else { fail("\(rows) rows of \(total) containers") }
        guard openDescriptors() <= descriptors + 40 else {
            fail("descriptors grew from \(descriptors) to \(openDescriptors())")
        }
        let growth = Int64(kubemon_heap_bytes()) - Int64(heap)
        guard growth < 1_000_000 else { fail("the heap grew by \(growth) bytes") }
    }

    private static func openDescriptors() -> Int { Fixture.entries("/proc/self/fd").count }
}
