import CLinux
import Glibc
import KubemonMetrics
import KubemonProtocol
import KubemonSampling
import Synchronization

/// The agent's sampling thread: waits for the next slot of the grid, samples, appends to the buffer.
///
/// It never waits for the network.
final class SamplerLoop {
    private let source: any SampleSource
    private let shared: AgentShared
    private let time: any TimeSource
    private let appended: () -> Void
    private let monitorEntity: UInt32
    private let statm: Int32
    private var lastMonotonic: UInt64 = 0
    private var lastDuration: UInt64 = 0
    private var schedule: TickSchedule

    /// Prepares the loop.
    ///
    /// - Parameter appended: called after each sample.
    init(source: any SampleSource, shared: AgentShared, time: any TimeSource, appended: @escaping () -> Void) {
        self.source = source
        self.shared = shared
        self.time = time
        self.appended = appended
        monitorEntity = source.makeEntityNumber()
        statm = kubemon_open(AT_FDCWD, "/proc/self/statm")
        schedule = TickSchedule(
            interval: shared.interval.load(ordering: .acquiring), wall: time.wall(), monotonic: time.monotonic())
    }

    deinit { if statm >= 0 { close(statm) } }
}
