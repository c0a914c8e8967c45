import KubemonMetrics
import KubemonProtocol
import KubemonRecording
import Logging

/// `stop --gzip` (R19).
extension RecorderLoop {
    /// Compresses the tables of a recording that was just closed, if a command to stop it asked for that; it is answered then.
    func compress(_ writer: RecordingWriter, _ text: String) {
        let orders = stopOrders.filter(\.isCompressed)
        guard !orders.isEmpty else { return }
        stopOrders.removeAll(where: \.isCompressed)
        for order in orders { order.progress("\(text); compressing its tables") }
        let (name, recorder) = (writer.name, recorder)
        compression.begin(writer.path) { outcome in
            recorder.submit(
                .compressed(name, outcome) { sentence, isDone in
                    for order in orders { order.reply(CommandReply("\(text); \(sentence)", failed: !isDone)) }
                })
        }
    }

    /// Says how it went.
    func compressed(
        _ name: String, _ outcome: Compression.Outcome, reply: @Sendable (_ sentence: String, _ isDone: Bool) -> Void
    ) {
        let (sentence, isDone) = Compression.sentence(outcome)
        say(.recording, "recording \(name): \(sentence)", isDone ? .info : .warning)
        updateList()
        reply(sentence, isDone)
    }
}
