import KubemonMetrics
import KubemonSystem
import Synchronization

/// CPU and memory of this process since the last look.
final class CostMeter: Sendable {
    private let cost = OwnCost()
    private let time: any TimeSource
    private let last = Mutex<(cpu: UInt64, monotonic: UInt64)?>(nil)

    init(time: any TimeSource) { self.time = time }

    /// CPU since the last call, percent of one core (`nil` at the first), and resident memory, bytes.
    func read() -> (cpu: Double?, resident: UInt64?) {
        let (user, system, resident) = cost.read()
        let now = (cpu: user + system, monotonic: time.monotonic())
        let before = last.withLock { last in
            defer { last = now }
            return last
        }
        guard let before else { return (nil, resident) }
        return (Rate.percent(now.cpu, before.cpu, interval: now.monotonic - before.monotonic), resident)
    }
}
