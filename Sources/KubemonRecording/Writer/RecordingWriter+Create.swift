import Glibc
public import KubemonMetrics

extension RecordingWriter {
    static let entityFile = "entities.csv"
    static let eventFile = "events.csv"
    static let entityColumns = ["time", "run", "seq", "node", "change"] + EntityState.nameColumns + ["labels"]
    static let eventColumns =
        ["time", "time_ns", "run", "seq", "node", "kind"] + EntityState.nameColumns
        + ["gap_first", "gap_last", "gap_slots", "text"]

    /// Starts a recording in a new or empty directory; on return it is on the disk. It begins with the slot after the call
    /// (R13), so the caller appends every item that it received since then.
    ///
    /// - Parameters:
    ///   - target: name or path of the directory.
    ///   - dataDirectory: where names are made; made itself if it is missing.
    ///   - grid: the slots of all nodes.
    ///   - options: what the user asked for.
    ///   - schemas: columns of the tables and of the ticks that will come; this version's catalogue unless a test says
    ///     otherwise.
    ///   - version: version of this kubemon.
    ///   - time: the clocks.
    ///   - files: the file system.
    /// - Throws: ``RecordingError/notEmpty`` if anything is there, ``RecordingError/locked``, or
    ///   ``RecordingError/file(_:)``, after which the directory is empty and can be used again.
    public static func create(
        _ target: RecordingTarget, in dataDirectory: String, grid: SlotGrid, options: RecordingOptions = .init(),
        schemas: [Schema] = Schema.recorded, version: String, time: any TimeSource = SystemTime(),
        files: any FileSystem = SystemFiles()
    ) throws(RecordingError) -> RecordingWriter {
        let path =
            switch target {
            case .name(let name): files.absolute(dataDirectory) + "/" + name.text
            case .path(let path): path
            }
        let directory = try makeDirectory(target, in: dataDirectory, files: files)
        let commitFiles: CommitFiles?
        do {
            commitFiles = try CommitFiles.create(in: directory, files: files)
        } catch {
            // Another process may have made its files in the same moment: those stay.
            let isOurs = error.code != EEXIST
            if isOurs { removeFiles(in: directory, files: files) }
            files.close(directory)
            throw isOurs ? .file(error) : .notEmpty
        }
        guard let commitFiles else {
            files.close(directory)
            throw .locked
        }
        // From here on the writer owns what is open.
        do throws(FileFailure) {
            let writer = RecordingWriter(
                try makeParts(
                    in: directory, commitFiles: commitFiles, path: path, grid: grid, options: options,
                    schemas: schemas, version: version, time: time, files: files))
            try writer.begin()
            return writer
        } catch {
            throw .file(error)
        }
    }

    private static func makeParts(
        in directory: Int32, commitFiles: CommitFiles, path: String, grid: SlotGrid, options: RecordingOptions,
        schemas: [Schema], version: String, time: any TimeSource, files: any FileSystem
    ) throws(FileFailure) -> RecordingParts {
        do throws(FileFailure) {
            var kindTables: [(columns: KindColumns, file: TableFile)?] = EntityKind.allCases.map { _ in nil }
            for schema in schemas {
                let header = KindColumns.header(schema)
                let file = try makeTable(schema.kind.tableName + ".csv", header, in: directory, files: files)
                kindTables[schema.kind.index] = (KindColumns(schema), file)
            }
            let entityTable = try makeTable(entityFile, entityColumns, in: directory, files: files)
            let eventTable = try makeTable(eventFile, eventColumns, in: directory, files: files)
            let start = time.wall()
            let first = grid.slot(at: start) + 1
            let last = options.duration.map { first + max(1, $0 / grid.interval) - 1 } ?? .max
            let none = CommitRecord(
                number: 0, interval: grid.interval, window: RecordingWindow(first: first, last: last),
                isStopped: false, tables: [], sources: [])
            return RecordingParts(
                path: path, name: DataDirectory.split(path).name, grid: grid, options: options, start: start,
                files: files, time: time, version: version, directory: directory, commitFiles: commitFiles,
                kindTables: kindTables, entityTable: entityTable, eventTable: eventTable,
                tableDescriptions: describeTables(schemas), committed: none)
        } catch {
            removeFiles(in: directory, files: files)
            commitFiles.close()
            files.close(directory)
            throw error
        }
    }

    /// Removes what a start that failed has made, so that the name can be used again when the disk works.
    private static func removeFiles(in directory: Int32, files: any FileSystem) {
        let tables = EntityKind.allCases.map { $0.tableName + ".csv" } + [entityFile, eventFile]
        let manifest = [Manifest.fileName, SystemFiles.temporaryName(of: Manifest.fileName)]
        for name in tables + manifest + CommitFiles.names { try? files.remove(name, in: directory) }
    }

    /// Puts headers, manifest and first commit on the disk, in the order that lets a resume trust what it finds: a valid
    /// commit means that all else is there.
    private func begin() throws(FileFailure) {
        do throws(FileFailure) {
            for table in tables { try table.synchronize() }
            try writeManifest()
            try writeCommit()
        } catch {
            Self.removeFiles(in: directory, files: files)
            throw error
        }
    }

    private static func makeTable(
        _ name: String, _ header: [String], in directory: Int32, files: any FileSystem
    ) throws(FileFailure) -> TableFile {
        let descriptor = try files.open(name, in: directory, for: .create)
        let inode = try files.status(of: descriptor).inode
        let table = TableFile(
            name: name, descriptor: descriptor, inode: inode, committed: TableExtent(), files: files)
        for column in header { table.lines.append(cell: column) }
        table.lines.endLine()
        try table.flush()
        return table
    }

    /// Opens the directory of a new recording, empty and owned by nobody.
    private static func makeDirectory(
        _ target: RecordingTarget, in dataDirectory: String, files: any FileSystem
    ) throws(RecordingError) -> Int32 {
        do throws(FileFailure) {
            let directory: Int32
            switch target {
            case .name(let name):
                let parent = try files.openOrMake(path: files.absolute(dataDirectory))
                defer { files.close(parent) }
                directory = try files.openOrMake(name.text, in: parent)
            case .path(let path):
                directory = try files.openOrMake(path: path)
            }
            if try files.names(in: directory).isEmpty { return directory }
            files.close(directory)
        } catch {
            throw .file(error)
        }
        throw .notEmpty
    }
}
