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
            say(.recording, "recording \(writer.name) is over: \(reason)")
            end(writer)
            return answerStop(CommandReply(reason, failed: true))
        }
        if retryAt == nil {
            say(.recording, "recording \(writer.name) interrupted: \(RecordingError.interruption(failure))")
        }
        retryAt = time.monotonic() + Self.retryInterval
        report(.suspended(positions(writer), reason: reason))
    }

    func recover(_ writer: RecordingWriter) {
        do throws(RecordingError) {
            try writer.recover()
            retryAt = nil
            if drainUntil != nil { try writer.stop(at: lastSlot) }
            say(.recording, "recording \(writer.name) goes on")
            report(.recovered(positions(writer)))
        } catch {
            // The failure was said when it began; only another kind of it is news.
            guard case .interrupted = error else { return failed(writer, error) }
            retryAt = time.monotonic() + Self.retryInterval
        }
    }

    func positions(_ writer: RecordingWriter) -> [StreamSource: UInt64] {
        var positions = bases
        for source in writer.committedSources { positions[source.source] = source.sequence }
        return positions
    }

    /// Why nothing can be written for now, without the recording's name.
    func failureText(_ writer: RecordingWriter) -> String {
        writer.failure.map(RecordingError.interruption) ?? ""
    }

    /// Goes on with the recording that an earlier run of the collector did not stop (R15).
    func resume() {
        do throws(RecordingError) {
            guard let path = try active.path() else { return }
            do throws(RecordingError) {
                let writer = try RecordingWriter.resume(path: path, version: options.version, time: time, files: files)
                self.writer = writer
                lastCommit = time.monotonic()
                // It was stopped already, and the last slots were awaited when the collector ended.
                if writer.progress().summary.state == .closing { drainUntil = time.monotonic() + options.drainTime }
                say(.recording, "recording \(writer.name) goes on where the collector left it")
                store.setRecording(writer.progress())
                report(.resumed(writer.grid, positions(writer)))
            } catch {
                say(.recording, "the recording at \(path) can't be taken up again: \(error.sentence(for: path))")
                // Another collector that is writing it will clear the path itself.
                if error != .locked { try active.clear() }
            }
        } catch {
            log.warning(
                "the state directory \(options.stateDirectory) can't be used: \(error.sentence(for: options.stateDirectory))"
            )
        }
    }
}
