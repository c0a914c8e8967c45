import CLinux
import Glibc
import KubemonSystem
import Synchronization

/// The signals that end the process or tell it something. A thread of their own takes them, which never waits for
/// terminal or disk.
final class Signals: Sendable {
    /// So long an orderly end may take (R17) before the process is ended anyway, milliseconds.
    static let patience: Int32 = 5_000

    private let ending = Atomic(false)
    private let ended = Atomic(false)
    private let onEnd: @Sendable () -> Void

    /// Blocks the signals in this thread and all that it starts. Must come before any thread is started.
    static func block() {
        var set = Self.set
        pthread_sigmask(SIG_BLOCK, &set, nil)
        signal(SIGPIPE, SIG_IGN)
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
    ///   - onEnd: called on the signals' thread when the process shall end; must not wait.
    ///   - onHangup: called at SIGHUP; without it, that ends the process like the others.
    ///   - lastWords: called if the orderly end takes too long, right before the process is ended.
    init(
        onEnd: @escaping @Sendable () -> Void, onHangup: (@Sendable () -> Void)? = nil,
        lastWords: @escaping @Sendable () -> Void = {}
    ) {
        self.onEnd = onEnd
        var set = Self.set
        let descriptor = kubemon_signalfd(&set)
        precondition(descriptor >= 0, "no descriptor is left for signals")
        _ = NativeThread(name: "signals") { [self] in
            while true {
                _ = kubemon_wait_readable(descriptor, -1, ending.load(ordering: .acquiring) ? Self.patience : -1)
                let signal = kubemon_signalfd_read(descriptor)
                if ended.load(ordering: .acquiring) { return }
                if signal == SIGHUP, let onHangup {
                    onHangup()
                } else if ending.load(ordering: .acquiring) {
                    // A second signal, or no end in sight: the user's terminal comes first.
                    if signal == SIGHUP { continue }
                    lastWords()
                    _exit(1)
                } else if signal != 0 {
                    end()
                }
            }
        }
    }

    /// Whether the process has been asked to end.
    var isEnding: Bool { ending.load(ordering: .acquiring) }

    /// Asks the process to end, as SIGTERM does.
    func end() {
        ending.store(true, ordering: .releasing)
        onEnd()
    }

    /// The orderly end is done: nothing is cut short any more.
    func finish() { ended.store(true, ordering: .releasing) }
}
