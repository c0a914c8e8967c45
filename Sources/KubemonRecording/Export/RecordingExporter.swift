/// Writes what a recording holds, or a part of it, into another directory. The recording is only read; one that is being
/// written is read up to its last commit.
///
/// Rows are read one by one: memory does not grow with the tables.
public enum RecordingExporter {
    /// Name of a file that stands in the new directory until everything is written.
    public static let incompleteFile = "INCOMPLETE"

    /// Exports the recording in the directory at `path` into the new or empty directory at `out`.
    ///
    /// - Returns: the files that were made.
    /// - Throws: ``ExportError``. Nothing is made unless the recording is sound; if writing fails, what was written stays
    ///   beside ``incompleteFile``.
    public static func export(
        _ path: String, to out: String, _ options: ExportOptions = .init(), files: any FileSystem = SystemFiles()
    ) throws(ExportError) -> [ExportedFile] {
        let recording = try OpenedRecording(path, files: files)
        let index = try EntityIndex(recording)
        let selection = try RowSelection(options, of: recording, index)
        let target = files.absolute(out)
        if (target + "/").hasPrefix(files.absolute(path) + "/") { throw .withinRecording }
        let directory = try beginning { () throws(FileFailure) in try files.openOrMake(path: target) }
        defer { files.close(directory) }
        let names = try beginning { () throws(FileFailure) in try files.names(in: directory) }
        guard names.isEmpty else { throw .notEmpty }
        let marker = try beginning { () throws(FileFailure) in
            try files.open(incompleteFile, in: directory, for: .create)
        }
        defer { files.close(marker) }
        try writing { () throws(FileFailure) in
            try files.writeAll(
                Array("This export was not finished. Remove the directory and export again.\n".utf8).span, to: marker,
                at: 0)
        }
        let made: [ExportedFile]
        switch options.layout {
        case .tables: made = try exportTables(recording, options.values, selection, index, into: directory)
        case .kubemon:
            made = try OriginalExporter(
                recording, selection, index, utcOffset: options.utcOffset, into: directory
            ).export()
        }
        try writing { () throws(FileFailure) in try files.remove(incompleteFile, in: directory) }
        return made
    }

    private static func exportTables(
        _ recording: OpenedRecording, _ values: ExportOptions.Values, _ selection: RowSelection, _ index: EntityIndex,
        into directory: Int32
    ) throws(ExportError) -> [ExportedFile] {
        let files = recording.files
        var made: [ExportedFile] = []
        for table in recording.tables {
            let name = table.description.file
            let file = try writing { () throws(FileFailure) in
                let descriptor = try files.open(name, in: directory, for: .create)
                return TableFile(
                    name: name, descriptor: descriptor, inode: 0, committed: TableExtent(), files: files)
            }
            var exporter = try TableExporter(
                table, values: values, selection: selection, index, files: files)
            switch name {
            case RecordingWriter.entityFile: try exporter.exportEntities(to: file)
            case RecordingWriter.eventFile: try exporter.exportEvents(to: file)
            default: try exporter.exportRows(to: file)
            }
            try writing { () throws(FileFailure) in try file.synchronize() }
            made.append(ExportedFile(name: name, rows: file.rows))
        }
        return made
    }

    /// Runs what comes before anything is written.
    private static func beginning<Result>(_ body: () throws(FileFailure) -> Result) throws(ExportError) -> Result {
        do throws(FileFailure) {
            return try body()
        } catch {
            throw .notBegun(error)
        }
    }

    /// Runs what writes.
    static func writing<Result>(_ body: () throws(FileFailure) -> Result) throws(ExportError) -> Result {
        do throws(FileFailure) {
            return try body()
        } catch {
            throw .writing(error)
        }
    }
}
