import KubemonMetrics
import KubemonProtocol
import KubemonRecording
import KubemonStore
import Logging

/// What the recorder does because it is time.
extension RecorderLoop {
    /// Looks at the clocks: commits, waits for the end, tries again.
    func keepTime() {
        guard let writer else { return retryUnavailable() }
        let now = time.monotonic()
        if let retryAt {
            if now >= retryAt { recover(writer) }
            if let drainUntil, now >= drainUntil {
                answerStop(
                    CommandReply(
                        "'\(writer.name)' is stopped but can't be closed: \(failureText(writer))", failed: true))
            }
            return
        }
        if writer.isDue, drainUntil == nil { stop(.ofItself) }
        if let drainUntil {
            if now >= drainUntil { return finish() }
            if writer.isDrained, now >= returnUntil, !isCloseAsked {
                isCloseAsked = true
                report(.closing)
            }
            sayAwaited(writer, now, drainUntil)
        }
        if let step = clock.step(time, above: writer.grid.interval / 2) { sayClockStep(step) }
        guard now >= lastCommit + Self.commitInterval else { return }
        commit()
        endOutage(writer)
    }

    /// Says what `stop` waits for, whenever that changes.
    private func sayAwaited(_ writer: RecordingWriter, _ now: UInt64, _ drainUntil: UInt64) {
        var (whom, until) = (writer.awaitedSamples, drainUntil)
        if whom.isEmpty {
            guard now < returnUntil else { return }
            (whom, until) = ("monitors that the collector has not heard of since its start", min(returnUntil, until))
        }
        guard whom != awaited else { return }
        awaited = whom
        let text = "waiting up to \((until - now) / 1_000_000_000) s for \(whom)"
        say(.recording, "recording \(writer.name) is stopped: \(text)")
        for order in stopOrders { order.progress(text) }
    }

    /// The slots of the recording are those of the wall clock: whoever reads it must know that this one was set (R9).
    private func sayClockStep(_ step: Int64) {
        let text = "the collector's clock was set by \(Double(step) / 1e9) s"
        let event = Event(wall: time.wall(), kind: .clockStep, text: text)
        store.add(event)
        log.warning("\(text)")
        writing { writer throws(RecordingError) in
            if step < 0 { try writer.clockWasSetBack() }
            try writer.record(event)
        }
    }
}
