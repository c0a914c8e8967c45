import CLinux
import Glibc
import KubemonSystem
import Synchronization

/// The signals that end the process or tell it something. A thread of their own takes them, which never waits for
/// terminal or disk.
final class Signals: Sendable {
    /// If the main thread has not begun to end by then, it is stuck, most likely in a terminal that nobody reads; ms.
    private static let patienceWithMain: Int32 = 500
    /// So long an orderly end may take (R17) before the process is ended anyway; ms.
    private static let patience: Int32 = 4_500

    private let ending = Atomic(false)
    private let hungUp = Atomic(false)
    private let shutdown: Shutdown

    /// Blocks the signals, and no others, in this thread and all that it starts. Must come before any thread is started.
    static func block() {
        var set = Self.set
        // Not added to what is blocked: whoever started the program may have left signals blocked that the console needs.
        pthread_sigmask(SIG_SETMASK, &set, nil)
        signal(SIGPIPE, SIG_IGN)
    }

    /// Lets signals end the process at once again: for commands that have nothing to end in order.
    static func unblock() {
        var set = sigset_t()
        sigemptyset(&set)
        signal(SIGPIPE, SIG_DFL)
        pthread_sigmask(SIG_SETMASK, &set, nil)
    }

    private static var set: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&set, signal) }
        return set
    }

    /// Starts to take signals.
    ///
    /// - Parameters:
    ///   - shutdown: what ends the process in order, if the main thread does not come to it.
    ///   - onSignal: called on the signals' thread when ``isEnding`` or ``isHungUp`` has changed; must not wait.
    ///   - lastWords: called right before the process is ended out of order.
    init(
        _ shutdown: Shutdown, onSignal: @escaping @Sendable () -> Void, lastWords: @escaping @Sendable () -> Void = {}
    ) {
        self.shutdown = shutdown
        var set = Self.set
        let descriptor = kubemon_signalfd(&set)
        precondition(descriptor >= 0, "no descriptor is left for signals")
        _ = NativeThread(name: "signals") { [self] in
            while true {
                _ = kubemon_wait_readable(descriptor, -1, -1)
                switch kubemon_signalfd_read(descriptor) {
                case 0: continue
                case SIGHUP:
                    hungUp.store(true, ordering: .releasing)
                    onSignal()
                default:
                    ending.store(true, ordering: .releasing)
                    onSignal()
                    end(descriptor, lastWords)
                }
            }
        }
    }

    /// Whether the process has been asked to end.
    var isEnding: Bool { ending.load(ordering: .acquiring) }
    /// Whether the terminal was hung up (SIGHUP).
    var isHungUp: Bool { hungUp.load(ordering: .acquiring) }

    /// Whether SIGHUP came since the last call: without a terminal it means "look at your files again" (R17).
    func takeHangUp() -> Bool { hungUp.exchange(false, ordering: .acquiringAndReleasing) }

    /// Sees to it that the process ends, in order if possible.
    private func end(_ descriptor: Int32, _ lastWords: @Sendable () -> Void) -> Never {
        let isAskedAgain = wait(descriptor, Self.patienceWithMain)
        if !isAskedAgain, !shutdown.hasBegun {
            lastWords()
            let shutdown = shutdown
            _ = NativeThread(name: "shutdown") {
                shutdown.run()
                _exit(0)
            }
        }
        // A second signal, or no end in sight: the user's terminal comes first.
        if !isAskedAgain { _ = wait(descriptor, Self.patience) }
        lastWords()
        _exit(1)
    }

    /// Waits for another signal; whether there was one.
    private func wait(_ descriptor: Int32, _ milliseconds: Int32) -> Bool {
        kubemon_wait_readable(descriptor, -1, milliseconds) > 0 && kubemon_signalfd_read(descriptor) != SIGHUP
    }
}
