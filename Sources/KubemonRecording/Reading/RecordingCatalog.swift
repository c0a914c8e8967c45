import Glibc
public import KubemonMetrics

/// The recordings of a data directory. Reading never locks and changes nothing, so it may run beside a writer.
public struct RecordingCatalog {
    private let path: String
    private let files: any FileSystem

    /// Looks into the data directory at `path`.
    public init(dataDirectory path: String, files: any FileSystem = SystemFiles()) {
        self.path = path
        self.files = files
    }

    /// All recordings, newest first: the running one and damaged ones too. Directories without a trace of a recording are
    /// left out. A data directory that does not exist holds none.
    ///
    /// - Throws: ``RecordingError/file(_:)`` if the data directory can't be listed.
    public func list() throws(RecordingError) -> [RecordingSummary] {
        do throws(FileFailure) {
            let data = try files.open(path: path)
            defer { files.close(data) }
            var found: [RecordingSummary] = []
            for name in try files.names(in: data) {
                guard let directory = try? files.open(name, in: data, for: .directory) else { continue }
                defer { files.close(directory) }
                if var summary = summary(of: directory) {
                    summary.name = name
                    summary.path = files.absolute(path) + "/" + name
                    found.append(summary)
                }
            }
            return found.sorted { ($1.start, $0.name) < ($0.start, $1.name) }
        } catch {
            if error.code == ENOENT { return [] }
            throw .file(error)
        }
    }

    private func summary(of directory: Int32) -> RecordingSummary? {
        let bytes = (try? files.contents(of: Manifest.fileName, in: directory)) ?? nil
        let record = (try? CommitFiles.newest(in: directory, files: files)) ?? nil
        guard let bytes, let manifest = try? Manifest(bytes) else {
            let names = (try? files.names(in: directory)) ?? []
            guard record != nil || names.contains(where: CommitFiles.names.contains) else { return nil }
            var summary = RecordingSummary()
            summary.state = .damaged
            return summary
        }
        var summary = manifest.summary
        if manifest.isOpen {
            guard let record, matches(record.tables.map { ($0.name, $0.extent.length, $0.inode) }, in: directory)
            else {
                summary.state = .damaged
                return summary
            }
            summary.add(record)
        } else if !matches(manifest.tables.map { ($0.file, $0.bytes, nil) }, in: directory) {
            summary.state = .damaged
        } else {
            summary.bytes = manifest.tables.reduce(0) { $0 &+ bytesOnDisk(of: $1, in: directory) }
        }
        return summary
    }

    /// What a table of a finished recording takes up, which is less if it was compressed.
    private func bytesOnDisk(of table: ManifestTable, in directory: Int32) -> UInt64 {
        guard files.isCompressed(table.file, in: directory),
            let file = try? files.open(type(of: files).compressedName(of: table.file), in: directory, for: .read)
        else { return table.bytes }
        defer { files.close(file) }
        return (try? files.status(of: file))?.length ?? table.bytes
    }

    /// Whether no table is shorter than it should be, or another file. A finished recording may have been copied, and a
    /// table of it compressed.
    private func matches(_ tables: [(name: String, length: UInt64, inode: UInt64?)], in directory: Int32) -> Bool {
        tables.allSatisfy { name, length, inode in
            guard let file = try? files.open(name, in: directory, for: .read) else {
                return inode == nil && files.isCompressed(name, in: directory)
            }
            defer { files.close(file) }
            guard let status = try? files.status(of: file) else { return false }
            return status.length >= length && inode ?? status.inode == status.inode
        }
    }
}
