import Glibc
import Synchronization

/// Ends the parts of the program in the opposite order of their start, once, whoever asks first.
final class Shutdown: Sendable {
    private let begun = Atomic(false)
    private let parts = Mutex<[@Sendable () -> Void]>([])

    /// Whether someone has begun to end the parts.
    var hasBegun: Bool { begun.load(ordering: .acquiring) }

    /// Adds a part that was started.
    func add(_ part: @escaping @Sendable () -> Void) { parts.withLock { $0.append(part) } }

    /// Ends all parts. If another thread is at it already, this one waits for the end of the process.
    func run() {
        guard !begun.exchange(true, ordering: .acquiringAndReleasing) else {
            while true { pause() }
        }
        for part in parts.withLock({ $0 }).reversed() { part() }
    }
}
