import Glibc
import KubemonMetrics

/// The tables of an existing recording, checked against its commit and opened. Changes nothing (R14).
struct OpenedTables {
    /// By `EntityKind.index`.
    private(set) var kindTables: [(columns: KindColumns, file: TableFile)?]
    let entityTable: TableFile
    let eventTable: TableFile
    /// Metrics of this version that the recording has no column for, as `<table> <column>`.
    private(set) var unknown: [String] = []

    /// - Throws: ``RecordingError/damaged(_:)`` or ``RecordingError/file(_:)``.
    init(in directory: Int32, record: CommitRecord, files: any FileSystem) throws(RecordingError) {
        kindTables = EntityKind.allCases.map { _ in nil }
        var opened: [String: (file: TableFile, header: [String])] = [:]
        for table in record.tables { opened[table.name] = try Self.open(table, in: directory, files: files) }
        func take(_ name: String, _ columns: [String]) throws(RecordingError) -> TableFile {
            guard let table = opened[name] else { throw .damaged(.missingTable(name)) }
            guard table.header == columns else { throw .damaged(.malformedTable(name)) }
            return table.file
        }
        entityTable = try take(RecordingWriter.entityFile, RecordingWriter.entityColumns)
        eventTable = try take(RecordingWriter.eventFile, RecordingWriter.eventColumns)
        for schema in Schema.all {
            let name = schema.kind.tableName + ".csv"
            guard let table = opened[name] else { continue }
            guard let columns = KindColumns(schema, header: table.header) else { throw .damaged(.malformedTable(name)) }
            kindTables[schema.kind.index] = (columns, table.file)
            unknown += columns.unknown.map { schema.kind.tableName + " " + $0 }
        }
    }

    private static func open(
        _ table: CommitRecord.Table, in directory: Int32, files: any FileSystem
    ) throws(RecordingError) -> (file: TableFile, header: [String]) {
        let descriptor: Int32
        do {
            descriptor = try files.open(table.name, in: directory, for: .write)
        } catch {
            throw error.code == ENOENT ? .damaged(.missingTable(table.name)) : .file(error)
        }
        // From here on the table owns the descriptor.
        let file = TableFile(
            name: table.name, descriptor: descriptor, inode: table.inode, committed: table.extent, files: files)
        let status: FileStatus
        do {
            status = try files.status(of: descriptor)
        } catch {
            throw .file(error)
        }
        guard status.inode == table.inode else { throw .damaged(.otherFile(table.name)) }
        guard status.length >= table.extent.length else { throw .damaged(.shortTable(table.name)) }
        var reader = CSVReader(files: files, file: descriptor, limit: table.extent.length)
        do throws(CSVError) {
            guard try reader.next() else { throw .truncated(line: 1) }
        } catch {
            if case .file(let failure) = error { throw .file(failure) }
            throw .damaged(.malformedTable(table.name))
        }
        return (file, reader.texts)
    }
}
