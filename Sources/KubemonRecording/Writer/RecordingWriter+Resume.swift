import Glibc
public import KubemonMetrics

extension RecordingWriter {
    /// Goes on with a recording that a crash or a shutdown interrupted (R15): the tables are cut to the last commit, and
    /// everything after it is expected again.
    ///
    /// - Parameters:
    ///   - path: its directory, as ``ActiveRecording`` remembers it.
    ///   - schemas: columns of the ticks that will come (R12).
    ///   - version: version of this kubemon.
    ///   - time: the clocks.
    ///   - files: the file system.
    /// - Throws: ``RecordingError/missing``, ``RecordingError/locked``, ``RecordingError/finished``,
    ///   ``RecordingError/newerFormat(_:)``, ``RecordingError/damaged(_:)``, after all of which nothing was changed, or
    ///   ``RecordingError/file(_:)``, after which it can be tried again.
    public static func resume(
        path: String, schemas: [Schema] = Schema.recorded, version: String, time: any TimeSource = SystemTime(),
        files: any FileSystem = SystemFiles()
    ) throws(RecordingError) -> RecordingWriter {
        let directory = try openRecording(path, files: files)
        var isTaken = false
        defer { if !isTaken { files.close(directory) } }
        guard let commitFiles = try openCommitFiles(in: directory, files: files) else { throw .locked }
        defer { if !isTaken { commitFiles.close() } }
        guard let manifest = try readManifest(in: directory, files: files) else { throw .damaged(.manifest) }
        guard manifest.isOpen else { throw .finished }
        guard
            let record = try filing({ () throws(FileFailure) in try CommitFiles.newest(in: directory, files: files) }),
            SlotGrid.allowed.contains(record.interval)
        else { throw .damaged(.noCommit) }
        let opened = try OpenedTables(in: directory, record: record, schemas: schemas, files: files)
        let writer = RecordingWriter(
            RecordingParts(
                path: path, name: DataDirectory.split(path).name, grid: SlotGrid(interval: record.interval),
                options: manifest.recordingOptions, start: manifest.startedNs, files: files, time: time,
                version: version, directory: directory, commitFiles: commitFiles, kindTables: opened.kindTables,
                entityTable: opened.entityTable, eventTable: opened.eventTable, tableDescriptions: manifest.tables,
                committed: record))
        isTaken = true
        try writer.goOn(manifest, unknown: opened.unknown)
        return writer
    }

    /// Cuts the tables, restores the state and commits it anew: the commit that was found may stand in the page cache
    /// only, and what it acknowledges must be on the disk.
    private func goOn(_ manifest: Manifest, unknown: [String]) throws(RecordingError) {
        do throws(FileFailure) {
            // Perhaps the commit that was found never reached the disk: written once more to the same file, it is there
            // before the other file, which may hold the only durable one, is overwritten.
            try commitFiles.write(committed)
            for table in tables { try table.cutBack() }
            try restore()
            for source in sources {
                let node = manifest.nodes.first { $0.node == source.source.node && $0.epoch == source.epochText }
                guard let node else { continue }
                source.facts = node.facts.facts(of: node.node)
                source.stride = max(1, (node.intervalNs ?? 0) / grid.interval)
            }
            for column in unknown { try sayUnknown(column) }
            for table in tables { try table.flush() }
            for table in tables { try files.synchronize(file: table.descriptor) }
            try writeManifest()
            try writeCommit()
        } catch {
            close()
            throw .file(error)
        }
    }

    private static func openRecording(_ path: String, files: any FileSystem) throws(RecordingError) -> Int32 {
        let (parentPath, name) = DataDirectory.split(path)
        do throws(FileFailure) {
            let parent = try files.open(path: parentPath)
            defer { files.close(parent) }
            return try files.open(name, in: parent, for: .directory)
        } catch {
            throw error.code == ENOENT ? .missing : .file(error)
        }
    }

    private static func openCommitFiles(
        in directory: Int32, files: any FileSystem
    ) throws(RecordingError) -> CommitFiles? {
        do {
            return try CommitFiles.open(in: directory, files: files)
        } catch {
            throw error.code == ENOENT ? .damaged(.noCommit) : .file(error)
        }
    }

    private static func readManifest(
        in directory: Int32, files: any FileSystem
    ) throws(RecordingError) -> Manifest? {
        let bytes = try filing { () throws(FileFailure) in
            try files.contents(of: Manifest.fileName, in: directory)
        }
        guard let bytes else { return nil }
        return try Manifest(bytes)
    }

    private static func filing<Result>(
        _ body: () throws(FileFailure) -> Result
    ) throws(RecordingError) -> Result {
        do {
            return try body()
        } catch {
            throw .file(error)
        }
    }
}
