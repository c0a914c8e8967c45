import Glibc
import KubemonMetrics

/// A recording opened for reading: what its last commit counts if it is being written, else what its manifest counts.
final class OpenedRecording {
    /// One table.
    struct Table {
        let description: ManifestTable
        let file: Int32
        let length: UInt64

        /// Names of the columns.
        var header: [String] { description.identity + description.columns.map(\.column) }
    }

    let manifest: Manifest
    /// The last commit, if it is being written.
    let record: CommitRecord?
    private(set) var tables: [Table] = []
    /// Names of the nodes, in order.
    let nodes: [String]
    /// Begin of the first slot, and end of the last that there can be rows of; ns since 1970 UTC.
    let firstTime: UInt64
    let endTime: UInt64
    let files: any FileSystem
    private let directory: Int32

    /// Opens the recording at `path`.
    ///
    /// - Parameter isChecked: whether the bytes of all tables are compared with their checksums, which reads all of them.
    init(_ path: String, files: any FileSystem, isChecked: Bool = true) throws(ExportError) {
        self.files = files
        let directory: Int32
        do throws(FileFailure) {
            directory = try files.open(path: path)
        } catch {
            throw .recording(error.code == ENOENT ? .missing : .file(error))
        }
        do throws(ExportError) {
            manifest = try Self.manifest(in: directory, files)
            record = try manifest.isOpen ? Self.commit(in: directory, files) : nil
        } catch {
            files.close(directory)
            throw error
        }
        self.directory = directory
        nodes = Set(manifest.nodes.map(\.node) + (record?.sources.map(\.source.node) ?? [])).sorted()
        firstTime = TimeText.parse(Array(manifest.firstTime.utf8).span) ?? 0
        let seen = record?.sources.map(\.slot) ?? manifest.nodes.map(\.lastSlot)
        let last = min(seen.max() ?? 0, manifest.lastSlot ?? .max)
        // The file may have been changed by anyone.
        let (end, overflow) = (last &+ 1).multipliedReportingOverflow(by: manifest.intervalNs)
        endTime = overflow ? .max : max(firstTime, end)
        for description in manifest.tables { tables.append(try open(description, record, isChecked)) }
    }

    deinit {
        for table in tables { files.close(table.file) }
        files.close(directory)
    }

    /// The table in the file called `name`.
    func table(_ name: String) -> Table? { tables.first { $0.description.file == name } }

    /// The table of a kind.
    func table(_ kind: EntityKind) -> Table? { table(kind.tableName + ".csv") }

    /// The facts of the machine that a run was on.
    func facts(node: String, run: UInt64) -> ManifestFacts? {
        let ofNode = manifest.nodes.filter { $0.node == node }
        return (ofNode.first { UInt64($0.run) == run } ?? ofNode.last)?.facts
    }

    /// The lines of the recorder's index, by table; unchecked, and none if there is no index.
    func indexLines() -> [String: [ReplayBlock]] { ReplayIndex.read(in: directory, files: files) }

    /// Puts an index beside the tables, if that is allowed.
    func writeIndex(_ text: String) {
        try? files.replace(ReplayIndexWriter.fileName, in: directory, with: Array(text.utf8))
    }

    private static func manifest(in directory: Int32, _ files: any FileSystem) throws(ExportError) -> Manifest {
        let bytes = try reading { () throws(FileFailure) in
            try files.contents(of: Manifest.fileName, in: directory)
        }
        guard let bytes else { throw .recording(.noManifest) }
        do throws(RecordingError) {
            let manifest = try Manifest(bytes)
            guard manifest.intervalNs > 0 else { throw .damaged(.manifest) }
            return manifest
        } catch {
            throw .recording(error)
        }
    }

    private static func commit(in directory: Int32, _ files: any FileSystem) throws(ExportError) -> CommitRecord {
        let record = try reading { () throws(FileFailure) in
            try CommitFiles.newest(in: directory, files: files)
        }
        guard let record else { throw .recording(.damaged(.noCommit)) }
        return record
    }

    private func open(
        _ description: ManifestTable, _ record: CommitRecord?, _ isChecked: Bool
    ) throws(ExportError) -> Table {
        let name = description.file
        // The name is that of a file to make, so it must be no path.
        guard !name.contains("/"), name.hasSuffix(".csv"), !name.hasPrefix(".") else {
            throw .recording(.damaged(.manifest))
        }
        let file: Int32
        do {
            file = try files.openTable(name, in: directory)
        } catch {
            switch (error.call, error.code) {
            case (.open, ENOENT): throw .recording(.damaged(.missingTable(name)))
            case (.unpack, EBADMSG):
                throw .recording(.damaged(.malformedTable(type(of: files).compressedName(of: name))))
            default: throw .recording(.file(error))
            }
        }
        var extent = description.extent
        if let record { extent = record.tables.first { $0.name == name }?.extent ?? TableExtent() }
        do throws(ExportError) {
            let found = try Self.reading { () throws(FileFailure) in try files.status(of: file).length }
            guard found >= extent.length else { throw .recording(.damaged(.shortTable(name))) }
            let checksum = try Self.reading { () throws(FileFailure) in
                isChecked ? try files.checksum(of: file, length: extent.length) : extent.checksum
            }
            guard checksum == extent.checksum, found == extent.length || record != nil else {
                throw .recording(.damaged(.malformedTable(name)))
            }
        } catch {
            files.close(file)
            throw error
        }
        return Table(description: description, file: file, length: extent.length)
    }

    private static func reading<Result>(
        _ body: () throws(FileFailure) -> Result
    ) throws(ExportError) -> Result {
        do throws(FileFailure) {
            return try body()
        } catch {
            throw .recording(.file(error))
        }
    }
}
