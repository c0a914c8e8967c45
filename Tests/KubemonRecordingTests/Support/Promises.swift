import KubemonMetrics
import KubemonRecording
import Testing

/// What a recording has promised to monitors and users so far: none of it may be forgotten by a crash (R5).
final class Promises {
    private(set) var isStarted = false
    private(set) var isStopped = false
    private(set) var isFinished = false
    private var sequences: [StreamSource: UInt64] = [:]

    /// `start` was answered.
    func start() { isStarted = true }

    /// `stop` was answered.
    func stop() { isStopped = true }

    /// The recording is over.
    func finish() { isFinished = true }

    /// Items were acknowledged, so the monitors have forgotten them.
    func acknowledge(_ committed: [CommittedSource]) {
        for source in committed { sequences[source.source] = max(sequences[source.source] ?? 0, source.sequence) }
    }

    /// Checks what a resumed or recovered recording still has, and takes it for the next promise.
    func check(_ writer: RecordingWriter, _ comment: Comment) {
        let committed = Dictionary(uniqueKeysWithValues: writer.committedSources.map { ($0.source, $0.sequence) })
        for (source, sequence) in sequences { #expect(committed[source] ?? 0 >= sequence, comment) }
        if isStopped { #expect(writer.progress().summary.state == .closing, comment) }
        #expect(!isFinished, comment)
        acknowledge(writer.committedSources)
    }
}
