import KubemonMetrics
import KubemonRecording
import KubemonStore
import Logging

/// What the recorder's thread shows of itself.
extension RecorderLoop {
    func say(_ kind: Event.Kind, _ text: String, _ level: Logger.Level = .info) {
        isProgressStale = true
        store.add(Event(wall: time.wall(), kind: kind, text: text))
        log.log(level: level, "\(text)")
    }

    func updateProgress() {
        isProgressStale = false
        lastProgress = time.monotonic()
        if let unavailable { store.setRecording(unavailable.progress) }
        guard let writer else { return }
        var progress = writer.progress()
        // A disk that does not work has not taken it yet.
        if drainUntil != nil { progress.summary.state = .closing }
        if let outage { progress.failure = outage.reason }
        progress.warning = diskWarning
        store.setRecording(progress)
    }

    func updateList() {
        let catalog = RecordingCatalog(dataDirectory: options.dataDirectory, files: files)
        // A data directory that is not there yet has no recordings.
        store.setRecordings((try? catalog.list()) ?? [])
    }

    /// Looks how much room there is, and raises the alarm before the disk is full (R16).
    func watchDisk() {
        lastLook = time.monotonic()
        let free = DataDirectory(path: options.dataDirectory, files: files).space()
        // A recording may have been given a path elsewhere.
        let place = writer.map { DataDirectory.split($0.path).parent } ?? files.absolute(options.dataDirectory)
        let limit = writer?.options.keepFree ?? options.keepFree.map { KeepFree(bytes: $0) } ?? .standard
        if let space = writer == nil ? free : writer?.space {
            // What a full disk takes and gives back while it is tried again is no room.
            let wasLow = lowPlace == place
            let isLow = wasLow ? outage != nil || limit.isStillBelow(space) : limit.isBelow(space)
            diskWarning =
                isLow ? "the disk of \(place) is nearly full: \(space.available >> 20) MiB are free; make room" : ""
            if isLow, !wasLow { say(.recording, diskWarning, .warning) }
            if !isLow, wasLow { say(.recording, "the disk of \(place) has room again") }
            lowPlace = isLow ? place : ""
        }
        let warning = diskWarning
        store.updateCollector { facts in
            facts.freeBytes = free?.available
            facts.diskWarning = warning
        }
    }
}
