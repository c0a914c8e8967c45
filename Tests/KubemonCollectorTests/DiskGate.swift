import KubemonSystem
import Synchronization

/// A gate before a disk: while it is shut, nothing that waits for the disk goes on.
final class DiskGate: Sendable {
    private let shut = Mutex(false)
    private let waiting = Atomic(0)
    private let wakeup = Wakeup()

    var isShut: Bool {
        get { shut.withLock { $0 } }
        set {
            shut.withLock { $0 = newValue }
            wakeup.signal()
        }
    }

    /// Whether someone stands before the gate.
    var isHolding: Bool { waiting.load(ordering: .acquiring) > 0 }

    func pass() {
        waiting.add(1, ordering: .acquiringAndReleasing)
        while isShut { wakeup.wait(milliseconds: 50) }
        waiting.subtract(1, ordering: .acquiringAndReleasing)
    }
}
