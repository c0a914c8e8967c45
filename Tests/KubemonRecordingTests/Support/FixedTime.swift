import KubemonMetrics
import Synchronization

/// A clock that stands where the test puts it.
final class FixedTime: TimeSource {
    private let now: Mutex<UInt64>

    init(_ wall: UInt64) { now = Mutex(wall) }

    func set(_ wall: UInt64) { now.withLock { $0 = wall } }
    func wall() -> UInt64 { now.withLock { $0 } }
    func monotonic() -> UInt64 { now.withLock { $0 } }
}
