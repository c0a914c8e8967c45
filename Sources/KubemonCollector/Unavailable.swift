import KubemonMetrics
import KubemonRecording

/// A recording of an earlier run of the collector that can't be taken up again for now, because its disk does not work.
struct Unavailable {
    /// Its directory.
    var path: String
    /// What is wrong.
    var reason: String
    /// When it is tried again; monotonic ns.
    var retryAt: UInt64

    /// The directory's name.
    var name: String { path.split(separator: "/").last.map { String($0) } ?? path }

    /// How it is shown: as a recording that fails.
    var progress: RecordingProgress {
        var summary = RecordingSummary()
        (summary.name, summary.path, summary.state) = (name, path, .recording)
        var progress = RecordingProgress(summary: summary)
        progress.failure = reason
        return progress
    }
}
