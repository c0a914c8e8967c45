import Glibc

/// Compresses the tables of a recording that was stopped (R19), each into `NAME.csv.gz`.
///
/// Whenever it is interrupted, each table is there whole: one goes only after the compressed one is on the disk and was read
/// again and compared.
public struct TableCompressor {
    /// How it ended.
    public enum Outcome: Sendable, Equatable {
        /// All tables are compressed: their bytes before and after.
        case done(before: UInt64, after: UInt64)
        /// It was called off; some tables may be compressed.
        case cancelled
        /// That file is not what was written: it and what comes after it stay as they are.
        case damaged(file: String)
    }

    private let files: any FileSystem
    private let directory: Int32
    private let isCancelled: () -> Bool

    /// Compresses the tables of the recording at `path`; those that are compressed already stay.
    ///
    /// - Parameter isCancelled: asked often; true calls it off.
    public static func compress(
        _ path: String, files: any FileSystem = SystemFiles(), isCancelled: @escaping () -> Bool
    ) throws(FileFailure) -> Outcome {
        let directory = try files.open(path: path)
        defer { files.close(directory) }
        let bytes = try files.contents(of: Manifest.fileName, in: directory)
        guard let manifest = try? Manifest(bytes ?? []), !manifest.isOpen else {
            return .damaged(file: Manifest.fileName)
        }
        let compressor = Self(files: files, directory: directory, isCancelled: isCancelled)
        var (before, after): (UInt64, UInt64) = (0, 0)
        for table in manifest.tables where !files.isCompressed(table.file, in: directory) {
            switch try compressor.replace(table) {
            case .done(let read, let written):
                before += read
                after += written
            case let outcome: return outcome
            }
        }
        return .done(before: before, after: after)
    }

    private func replace(_ table: ManifestTable) throws(FileFailure) -> Outcome {
        let name = type(of: files).compressedName(of: table.file)
        let temporary = type(of: files).temporaryName(of: name)
        // What an interrupted one left.
        try? files.remove(temporary, in: directory)
        let file = try files.open(temporary, in: directory, for: .create)
        defer { files.close(file) }
        let outcome: Outcome
        do {
            // Removes nothing once it has the other name.
            defer { try? files.remove(temporary, in: directory) }
            outcome = try compress(table, into: file)
            guard case .done = outcome else { return outcome }
            try files.rename(temporary, to: name, in: directory)
        }
        try files.synchronize(directory: directory)
        try files.remove(table.file, in: directory)
        try files.synchronize(directory: directory)
        return outcome
    }

    /// Writes a compressed table to the disk and reads it again.
    private func compress(_ table: ManifestTable, into output: Int32) throws(FileFailure) -> Outcome {
        let input = try files.open(table.file, in: directory, for: .read)
        defer { files.close(input) }
        var stream = try GzipStream(.compress)
        var checksum = CRC32C()
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        var (read, written): (UInt64, UInt64) = (0, 0)
        repeat {
            guard !isCancelled() else { return .cancelled }
            let count = try files.read(into: &buffer, from: input, at: read)
            read += UInt64(count)
            let bytes = buffer.span.extracting(0..<count)
            checksum.update(bytes)
            try stream.pass(bytes, isLast: count == 0) { bytes throws(FileFailure) in
                try files.writeAll(bytes, to: output, at: written)
                written += UInt64(bytes.count)
            }
            if count == 0 { break }
        } while true
        guard read == table.extent.length, checksum == table.extent.checksum else { return .damaged(file: table.file) }
        try files.synchronize(file: output)
        checksum = CRC32C()
        var isWhole = true
        try files.unpack(output) { bytes in
            isWhole = isWhole && !isCancelled()
            if isWhole { checksum.update(bytes) }
        }
        guard isWhole else { return .cancelled }
        guard checksum == table.extent.checksum else { throw FileFailure(.unpack, code: EBADMSG) }
        return .done(before: read, after: written)
    }
}
