import Glibc
import KubemonRecording
import KubemonSystem
import Synchronization

/// Compresses closed recordings, one after the other, on a thread that gives way to all others. Owned by the recorder's thread.
final class Compression {
    /// How a recording's tables fared.
    typealias Outcome = Result<TableCompressor.Outcome, FileFailure>

    private final class Flag: Sendable {
        let isSet = Atomic(false)
    }

    private let isCancelled = Flag()
    private var last: NativeThread?

    /// Begins with the recording at `path` when those before it are done.
    ///
    /// - Parameter done: called from that thread.
    func begin(_ path: String, done: @escaping @Sendable (Outcome) -> Void) {
        let (previous, flag) = (last, isCancelled)
        last = NativeThread(name: "compression") {
            previous?.join()
            // What is recorded meanwhile has the processor first. Linux has a priority for each thread.
            _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 19)
            done(
                Result { () throws(FileFailure) in
                    try TableCompressor.compress(path) { flag.isSet.load(ordering: .relaxed) }
                })
        }
    }

    /// An outcome in words, and whether it is what was wanted.
    static func sentence(_ outcome: Outcome) -> (text: String, isDone: Bool) {
        switch outcome {
        case .success(.done(let before, let after)):
            let percent = before == 0 ? 100 : max(1, after * 100 / before)
            return ("its tables are compressed to \(percent) % of their size", true)
        case .success(.cancelled): return ("its tables are not all compressed, because the collector ended", false)
        case .success(.damaged(let file)):
            return ("\(file) is not what was written, so it is not compressed; 'kubemon verify' says more", false)
        case .failure(let failure): return ("its tables are not all compressed: \(failure.sentence)", false)
        }
    }

    /// Calls off what is not done. The tables it was at stay as they are.
    func cancel() {
        isCancelled.isSet.store(true, ordering: .relaxed)
        last?.join()
        last = nil
    }
}
