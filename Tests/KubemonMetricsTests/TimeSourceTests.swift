import KubemonMetrics
import Synchronization
import Testing

@Suite("Clocks")
struct TimeSourceTests {
    /// Clocks between whose readings the thread stands still, at some of them.
    private final class Interrupted: TimeSource {
        /// How long it stands before each reading, ns.
        private let pauses: Mutex<[UInt64]>
        private let now = Mutex<UInt64>(1_000_000_000)

        init(_ pauses: [UInt64]) { self.pauses = Mutex(pauses) }

        private func read() -> UInt64 {
            let pause = pauses.withLock { $0.isEmpty ? 100 : $0.removeFirst() }
            return now.withLock {
                $0 += pause
                return $0
            }
        }

        func wall() -> UInt64 { read() + 1_795_000_000_000_000_000 }
        func monotonic() -> UInt64 { read() }
    }

    @Test(
        "R9: a thread that is interrupted between reading the clocks sees no step of the wall clock",
        arguments: [[], [0, 400_000_000], [0, 0, 400_000_000], [0, 400_000_000, 0, 0, 400_000_000]] as [[UInt64]])
    func interrupted(pauses: [UInt64]) {
        let now = Interrupted(pauses).both()
        let offset = Int64(bitPattern: now.wall &- now.monotonic) - 1_795_000_000_000_000_000
        #expect(offset.magnitude < 1_000_000)
    }
}
