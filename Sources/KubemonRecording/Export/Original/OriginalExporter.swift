import KubemonMetrics

/// Writes a recording as the Python original would have: a file per machine, container and process, each value the
/// difference to the row before.
struct OriginalExporter {
    private let recording: OpenedRecording
    private let selection: RowSelection
    private let index: EntityIndex
    private let names: OriginalNames
    private let files: OriginalFiles
    /// Seconds that local time is ahead of UTC; `nil` is the time of this machine.
    private let utcOffset: Int?

    init(
        _ recording: OpenedRecording, _ selection: RowSelection, _ index: EntityIndex, utcOffset: Int?,
        into directory: Int32
    ) {
        self.recording = recording
        self.selection = selection
        self.index = index
        self.utcOffset = utcOffset
        names = OriginalNames(index: index)
        files = OriginalFiles(in: directory, files: recording.files)
    }

    /// Writes all files.
    func export() throws(ExportError) -> [ExportedFile] {
        for type in OriginalTable.all {
            guard let table = recording.table(type.kind) else { continue }
            try export(type, table)
        }
        try RecordingExporter.writing { () throws(FileFailure) in try files.flush() }
        return files.made
    }

    private func export(_ type: OriginalTable, _ table: OpenedRecording.Table) throws(ExportError) {
        var rows = try OriginalRows(type, table, of: recording, index)
        let header = Array((type.columns.map(\.name) + ["timestamp\r\n"]).joined(separator: ",").utf8)
        var line = LineBuffer()
        while let row = try rows.next() {
            guard let last = row.last, selection.contains(time: row.head.time), selection.contains(node: row.node),
                selection.contains(container: row.container, of: row.node, in: type.kind.tableName + ".csv")
            else { continue }
            line.removeAll()
            rows.print(row, minus: last, to: &line)
            line.reserve(64)
            OriginalTimestamp.append(
                row.head.wall, offset: utcOffset ?? OriginalTimestamp.localOffset(at: row.head.wall / 1_000_000_000),
                to: &line)
            line.append([0x0D, LineBuffer.newline])
            let node = String(decoding: row.node, as: UTF8.self)
            let file =
                type.kind == .node
                ? names.file(type.name, node: node)
                : names.file(
                    type.name, node: node, container: String(decoding: row.container, as: UTF8.self), pid: row.pid)
            do throws(FileFailure) {
                try files.append(line, to: file, in: type.name, header: header)
            } catch {
                throw .writing(error)
            }
        }
    }
}
