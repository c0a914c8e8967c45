import KubemonMetrics
import KubemonRecording
import KubemonStore
import Logging

/// What the recorder's thread shows of itself.
extension RecorderLoop {
    func say(_ kind: Event.Kind, _ text: String) {
        isProgressStale = true
        store.add(Event(wall: time.wall(), kind: kind, text: text))
        log.info("\(text)")
    }

    func updateProgress() {
        isProgressStale = false
        lastProgress = time.monotonic()
        if let unavailable { store.setRecording(unavailable.progress) }
        guard let writer else { return }
        var progress = writer.progress()
        // A disk that does not work has not taken it yet.
        if drainUntil != nil { progress.summary.state = .closing }
        if retryAt != nil { progress.failure = failureText(writer) }
        if isDiskLow { progress.warning = "the disk is nearly full; make room" }
        store.setRecording(progress)
    }

    func updateList() {
        let catalog = RecordingCatalog(dataDirectory: options.dataDirectory, files: files)
        // A data directory that is not there yet has no recordings.
        store.setRecordings((try? catalog.list()) ?? [])
        let space = DataDirectory(path: options.dataDirectory, files: files).space()
        store.updateCollector { $0.freeBytes = space?.available }
    }
}
