import Glibc

/// The files of the original's tree. There may be thousands: none stays open, and lines are gathered in memory, 8 MiB at
/// most.
final class OriginalFiles {
    private struct Name: Hashable {
        let directory: String
        let file: String
    }

    private static let flushThreshold = 8 << 20

    private let directory: Int32
    private let files: any FileSystem
    private var pending: [Name: [UInt8]] = [:]
    private var pendingBytes = 0
    private var rows: [Name: UInt64] = [:]

    init(in directory: Int32, files: any FileSystem) {
        self.directory = directory
        self.files = files
    }

    /// Appends a line to a file, which is made with a header if it is new.
    func append(
        _ line: borrowing LineBuffer, to file: String, in directory: String, header: [UInt8]
    ) throws(FileFailure) {
        let name = Name(directory: directory, file: file)
        if rows[name] == nil {
            rows[name] = 0
            pending[name] = header
        }
        rows[name, default: 0] += 1
        line.withBytes { bytes in
            bytes.withUnsafeBufferPointer { pending[name, default: []].append(contentsOf: $0) }
        }
        pendingBytes += line.count
        if pendingBytes > Self.flushThreshold { try flush() }
    }

    /// Writes all lines.
    func flush() throws(FileFailure) {
        for name in pending.keys.sorted(by: { ($0.directory, $0.file) < ($1.directory, $1.file) }) {
            guard let bytes = pending.removeValue(forKey: name) else { continue }
            let parent = try files.openOrMake(name.directory, in: directory)
            defer { files.close(parent) }
            let file = try open(name.file, in: parent)
            defer { files.close(file) }
            try files.writeAll(bytes.span, to: file, at: try files.status(of: file).length)
        }
        pendingBytes = 0
    }

    /// The files with their rows, by name.
    var made: [ExportedFile] {
        rows.map { ExportedFile(name: $0.key.directory + "/" + $0.key.file, rows: $0.value) }.sorted {
            $0.name < $1.name
        }
    }

    private func open(_ name: String, in parent: Int32) throws(FileFailure) -> Int32 {
        do {
            return try files.open(name, in: parent, for: .create)
        } catch {
            guard error.code == EEXIST else { throw error }
            return try files.open(name, in: parent, for: .write)
        }
    }
}
