import KubemonMetrics
import Synchronization

/// A clock that stands where it is put; both of its times are the same.
final class SetTime: TimeSource {
    private let now = Atomic<UInt64>(0)

    func set(_ wall: UInt64) { now.store(wall, ordering: .relaxed) }
    func wall() -> UInt64 { now.load(ordering: .relaxed) }
    func monotonic() -> UInt64 { now.load(ordering: .relaxed) }
}
