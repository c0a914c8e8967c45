import KubemonMetrics
import KubemonProtocol
import KubemonSystem
import Synchronization

/// What the sampler's thread and the connection's loop have in common.
final class AgentShared: Sendable {
    /// What is sampled and not yet acknowledged. Held only to append or to take a frame.
    let buffer: Mutex<SendBuffer>
    /// Wakes the sampler: the interval has changed, or it is time to stop.
    let wakeup = Wakeup()
    /// Interval in force, ns.
    let interval: Atomic<UInt64>
    let isStopping = Atomic(false)
    /// Counters and gauges of the monitor's own row that the connection knows.
    let sentBytes = Atomic<UInt64>(0)
    let reconnects = Atomic<UInt64>(0)
    let roundTrip = Atomic<UInt64>(0)
    let clockOffset = Atomic<Int64>(0)
    let hasHeartbeat = Atomic(false)

    init(options: AgentOptions) {
        buffer = Mutex(SendBuffer(epoch: UInt64.random(in: 1...UInt64.max), capacity: options.capacity))
        interval = Atomic(max(options.interval, options.minimumInterval))
    }
}
