import KubemonMetrics

extension Manifest.Options {
    init(_ options: RecordingOptions) {
        kinds = EntityKind.allCases.filter(options.kinds.contains).map(\.tableName)
        durationNs = options.duration
        expectedNodes = options.expectedNodes
        expectedCount = options.expectedCount
        keepFreeBytes = options.keepFree.bytes
        keepFreePercent = options.keepFree.percent
    }
}

extension Manifest {
    /// What the user asked for.
    var recordingOptions: RecordingOptions {
        var result = RecordingOptions()
        result.note = note
        result.kinds = Set(EntityKind.allCases.filter { options.kinds.contains($0.tableName) })
        result.duration = options.durationNs
        result.expectedNodes = options.expectedNodes
        result.expectedCount = options.expectedCount
        result.keepFree = KeepFree(bytes: options.keepFreeBytes, percent: options.keepFreePercent)
        return result
    }

    /// Whether the recording was not finished, so that it can be gone on with (R15).
    var isOpen: Bool {
        state == RecordingSummary.State.recording.rawValue || state == RecordingSummary.State.closing.rawValue
    }
}
