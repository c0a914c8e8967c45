import KubemonMetrics
import KubemonProtocol
import KubemonRecording
import KubemonStore
import Logging

/// What the recorder does when the disk fails, and when it works again (R15, R16).
extension RecorderLoop {
    /// Runs what writes; a failure suspends the recording (R16).
    func writing(_ body: (RecordingWriter) throws(RecordingError) -> Void) {
        guard let writer, retryAt == nil else { return }
        do throws(RecordingError) { try body(writer) } catch {
            // Items of a run that is not announced were on their way when the recording was interrupted.
            if error != .unknownSource { failed(writer, error) }
        }
    }

    func failed(_ writer: RecordingWriter, _ error: RecordingError) {
        let reason = error.sentence(for: writer.name)
        guard case .interrupted(let failure) = error else {
            // Its files are not what was written: nothing more can be put there, and nothing is cut or grown (R14).
            say(.recording, "recording \(writer.name) is over: \(reason)", .error)
            // Whoever waits for the end is told with the answer; else it must not look as if all were well.
            if stopOrders.allSatisfy(\.isOfItself) { setDamaged(writer.progress(), error) }
            end(writer)
            return answerStop(CommandReply(reason, failed: true))
        }
        let text = RecordingError.interruption(failure)
        if outage == nil { say(.recording, "recording \(writer.name) interrupted: \(text)", .error) }
        outage = Outage(reason: text)
        retryAt = time.monotonic() + Self.retryInterval
        isCloseAsked = false
        report(.suspended(positions(writer)))
    }

    /// Keeps what is wrong with a recording until somebody has taken note.
    private func setDamaged(_ progress: RecordingProgress, _ error: RecordingError) {
        var progress = progress
        (progress.summary.state, progress.failure, progress.awaited) = (.damaged, error.sentence(for: "it"), [])
        damaged = progress
        store.setRecording(progress)
    }

    /// What `stop` answers when nothing is recorded.
    func acknowledgeDamage() -> CommandReply {
        guard let damaged else { return CommandReply("nothing is being recorded", failed: true) }
        self.damaged = nil
        store.setRecording(nil)
        return CommandReply("\(damaged.summary.name): \(damaged.failure)", failed: true)
    }

    func recover(_ writer: RecordingWriter) {
        do throws(RecordingError) {
            try writer.recover()
            retryAt = nil
            openPresent()
            // The disk worked for a moment only: that was said, and it is tried again.
            guard retryAt == nil else { return }
            openMissed()
            if drainUntil != nil {
                try writer.stop(at: lastSlot)
                // Nothing could come while it did not work.
                drainUntil = time.monotonic() + options.drainTime
                awaited = ""
            }
            outage?.worksSince = time.monotonic()
            report(.recovered(positions(writer)))
        } catch {
            // The failure was said when it began; only another kind of it is news.
            guard case .interrupted = error else { return failed(writer, error) }
            retryAt = time.monotonic() + Self.retryInterval
        }
    }

    /// Notes a sample that was in the queue when the disk failed: its monitor may be killed before it sends it again (R18).
    func miss(_ item: StreamItem, of source: StreamSource) {
        guard let writer, case .tick(let tick) = item.content, missedSince[source] == nil, writer.grid.holds(tick)
        else { return }
        missedSince[source] = tick.slot
    }

    /// Tells the writer, which takes items again, of the runs that it missed; from then on it remembers them.
    private func openMissed() {
        for monitor in missed { open(monitor, isPresent: false) }
        for (source, slot) in missedSince { writer?.miss(source, since: slot) }
        (missed, missedSince) = ([], [:])
    }

    /// Says that the disk works again when it does.
    func endOutage(_ writer: RecordingWriter) {
        guard let outage, outage.isOver(at: time.monotonic()) else { return }
        self.outage = nil
        say(.recording, "recording \(writer.name) goes on")
    }

    func positions(_ writer: RecordingWriter) -> [StreamSource: UInt64] {
        var positions = bases
        for source in writer.committedSources where source.sequence > 0 { positions[source.source] = source.sequence }
        return positions
    }

    /// Why nothing can be written for now, without the recording's name.
    func failureText(_ writer: RecordingWriter) -> String {
        writer.failure.map(RecordingError.interruption) ?? ""
    }

    /// Goes on with the recording that an earlier run of the collector did not stop (R15).
    func resume() {
        do throws(RecordingError) {
            if let path = try active.path() { try resume(path) }
        } catch {
            log.warning(
                "the state directory \(options.stateDirectory) can't be used: \(error.sentence(for: options.stateDirectory))"
            )
        }
    }

    private func resume(_ path: String) throws(RecordingError) {
        let writer: RecordingWriter
        do throws(RecordingError) {
            writer = try RecordingWriter.resume(path: path, version: options.version, time: time, files: files)
        } catch {
            switch error {
            case .file, .missing: return wait(for: path, error)
            // Another collector that is writing it will clear the path itself.
            case .locked: break
            default: try active.clear()
            }
            if unavailable != nil { endUnavailable() }
            // It is written elsewhere, or was finished just before the collector ended.
            let isDamaged = error != .locked && error != .finished
            if isDamaged { setDamaged(Unavailable(path: path, reason: "", retryAt: 0).progress, error) }
            let text = "the recording at \(path) can't be taken up again: \(error.sentence(for: path))"
            return say(.recording, text, isDamaged ? .error : .warning)
        }
        unavailable = nil
        self.writer = writer
        lastCommit = time.monotonic()
        // Who came in the moment before the collector was killed is in no commit.
        returnUntil = began + options.returnTime
        // It was stopped already, and the last slots were awaited when the collector ended.
        if writer.progress().summary.state == .closing { drainUntil = time.monotonic() + options.drainTime }
        say(.recording, "recording \(writer.name) goes on where the collector left it")
        store.setRecording(writer.progress())
        report(.resumed(writer.grid, positions(writer)))
    }

    /// Its disk is full, broken or not there yet: monitors keep what they have until it can be tried again with success.
    private func wait(for path: String, _ error: RecordingError) {
        let known = unavailable
        unavailable = Unavailable(
            path: path, reason: error.sentence(for: path), retryAt: time.monotonic() + Self.retryInterval)
        guard let unavailable, known == nil else { return }
        say(
            .recording,
            "recording \(unavailable.name) can't be taken up again for now: \(unavailable.reason) It is tried every 5 s; "
                + "'stop' gives it up", .error)
        report(.unavailable)
    }

    /// Tries again to go on with a recording whose disk did not work.
    func retryUnavailable() {
        guard let unavailable, time.monotonic() >= unavailable.retryAt else { return }
        do throws(RecordingError) { try resume(unavailable.path) } catch {
            log.warning("the state directory can't be written: \(error.sentence(for: options.stateDirectory))")
        }
    }

    /// The user wants the recording no longer that can't be taken up again.
    func giveUp(_ unavailable: Unavailable) -> CommandReply {
        do throws(RecordingError) { try active.clear() } catch {
            return CommandReply(error.sentence(for: options.stateDirectory), failed: true)
        }
        endUnavailable()
        let text =
            "gave up recording \(unavailable.name), which could not be taken up again; what is at \(unavailable.path) stays"
        say(.recording, text)
        return CommandReply(text)
    }

    private func endUnavailable() {
        unavailable = nil
        store.setRecording(nil)
        updateList()
        report(.ended(number))
    }
}
