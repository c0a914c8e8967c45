import KubemonMetrics

/// What a writer is made of, whether the recording is new or resumed.
struct RecordingParts {
    var path: String
    var name: String
    var grid: SlotGrid
    var options: RecordingOptions
    var start: UInt64
    var files: any FileSystem
    var time: any TimeSource
    var version: String
    var directory: Int32
    var commitFiles: CommitFiles
    var kindTables: [(columns: KindColumns, file: TableFile)?]
    var entityTable: TableFile
    var eventTable: TableFile
    var tableDescriptions: [ManifestTable]
    var committed: CommitRecord
}
