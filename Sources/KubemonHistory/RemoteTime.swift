import KubemonMetrics
import Synchronization

/// The clocks of another machine, as far as they were heard of: those of this one and a difference.
final class RemoteTime: TimeSource {
    private struct Offsets {
        var wall: UInt64 = 0
        var monotonic: UInt64 = 0
    }

    private let own = SystemTime()
    private let offsets = Mutex(Offsets())

    /// The other machine's clocks show this now.
    func set(wall: UInt64, monotonic: UInt64) {
        offsets.withLock { $0 = Offsets(wall: wall &- own.wall(), monotonic: monotonic &- own.monotonic()) }
    }

    func wall() -> UInt64 { own.wall() &+ offsets.withLock(\.wall) }
    func monotonic() -> UInt64 { own.monotonic() &+ offsets.withLock(\.monotonic) }
}
