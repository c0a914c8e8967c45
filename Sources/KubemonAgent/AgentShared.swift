import KubemonMetrics
import KubemonProtocol
import KubemonSampling
import Synchronization

/// What the sampler's thread and the connection's loop have in common.
final class AgentShared: Sendable {
    /// The last heartbeat that came back.
    struct Heartbeat: Sendable {
        /// Nanoseconds there and back.
        var roundTrip: UInt64
        /// Collector's wall clock minus ours, ns.
        var offset: Int64
    }

    /// What is sampled and not yet acknowledged. Held only to append or to take a frame.
    let outbox: Mutex<Outbox>
    /// Wakes the sampler: the interval has changed, or it is time to stop.
    let timer: TickTimer
    /// The collector's interval, ns; slots are counted in it.
    let interval: Atomic<UInt64>
    let isStopping = Atomic(false)
    let sentBytes = Atomic<UInt64>(0)
    let reconnects = Atomic<UInt64>(0)

    private let minimumInterval: UInt64
    private let lastHeartbeat = Mutex<Heartbeat?>(nil)

    init(options: AgentOptions) throws(FileError) {
        outbox = Mutex(
            Outbox(
                epoch: UInt64.random(in: 1...UInt64.max), capacity: options.capacity,
                mostAnnounced: options.mostAnnounced))
        timer = try TickTimer()
        interval = Atomic(options.interval)
        minimumInterval = options.minimumInterval
    }

    /// The collector's interval, ns, and the slots of it from one sample to the next: more than one where the monitor's
    /// own minimum is above it (R8). Read together, because the interval may change at any time.
    var pace: (interval: UInt64, stride: UInt64) {
        let interval = interval.load(ordering: .acquiring)
        return (interval, Hello.stride(minimum: minimumInterval, grid: SlotGrid(interval: interval)))
    }

    /// The last heartbeat that came back, or `nil` before the first.
    var heartbeat: Heartbeat? {
        get { lastHeartbeat.withLock { $0 } }
        set { lastHeartbeat.withLock { $0 = newValue } }
    }
}
