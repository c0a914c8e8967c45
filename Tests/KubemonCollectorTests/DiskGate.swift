import Glibc
import KubemonRecording
import KubemonSystem
import Synchronization

/// A gate before a disk: while it is shut, nothing that waits for the disk goes on. Behind it the disk may be broken.
final class DiskGate: Sendable {
    private struct Fault: Sendable {
        var calls = 0
        var first = Int.max
    }

    private let shut = Mutex(false)
    private let freeBytes = Mutex<UInt64?>(nil)
    private let fault = Mutex(Fault())
    private let waiting = Atomic(0)
    private let wakeup = Wakeup()

    var isShut: Bool {
        get { shut.withLock { $0 } }
        set {
            shut.withLock { $0 = newValue }
            wakeup.signal()
        }
    }

    /// What the disk says that is free, if not the truth.
    var free: UInt64? {
        get { freeBytes.withLock { $0 } }
        set { freeBytes.withLock { $0 = newValue } }
    }

    /// Whether someone stands before the gate.
    var isHolding: Bool { waiting.load(ordering: .acquiring) > 0 }

    /// From the call of that number on, counted from now, `fdatasync` fails; `nil` mends the disk.
    func fail(from first: Int?) { fault.withLock { $0 = Fault(first: first ?? .max) } }

    /// Whether a call has failed since ``fail(from:)``.
    var hasFailed: Bool { fault.withLock { $0.calls >= $0.first } }

    func pass() throws(FileFailure) {
        waiting.add(1, ordering: .acquiringAndReleasing)
        while isShut { wakeup.wait(milliseconds: 50) }
        waiting.subtract(1, ordering: .acquiringAndReleasing)
        let isBroken = fault.withLock { fault in
            fault.calls += 1
            return fault.calls >= fault.first
        }
        if isBroken { throw FileFailure(.synchronize, code: EIO) }
    }
}
