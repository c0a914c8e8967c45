import Glibc

/// Files that `gzip` or `stop --gzip` compressed (R19).
extension FileSystem {
    /// Name of the compressed file that may stand in the place of a table.
    static func compressedName(of table: String) -> String { table + ".gz" }

    /// Opens a table for reading. If only a compressed one is there, its contents are unpacked into a file without a name,
    /// which goes when it is closed.
    package func openTable(_ name: String, in directory: Int32) throws(FileFailure) -> Int32 {
        let packed: Int32
        do {
            return try open(name, in: directory, for: .read)
        } catch {
            guard error.code == ENOENT else { throw error }
            packed = try open(Self.compressedName(of: name), in: directory, for: .read)
        }
        defer { close(packed) }
        return try unpacked(packed)
    }

    /// The contents of a compressed file, in a file without a name.
    ///
    /// - Throws: `EBADMSG` if it is none or not whole.
    package func unpacked(_ packed: Int32) throws(FileFailure) -> Int32 {
        let file: Int32
        do { file = try openScratch() } catch { throw FileFailure(.unpack, code: error.code) }
        var length: UInt64 = 0
        do throws(FileFailure) {
            try unpack(packed) { bytes throws(FileFailure) in
                do throws(FileFailure) { try writeAll(bytes, to: file, at: length) } catch {
                    throw FileFailure(.unpack, code: error.code)
                }
                length += UInt64(bytes.count)
            }
            return file
        } catch {
            close(file)
            throw error
        }
    }

    /// Passes on the contents of a compressed file.
    func unpack(_ packed: Int32, to write: (Span<UInt8>) throws(FileFailure) -> Void) throws(FileFailure) {
        var stream = try GzipStream(.unpack)
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        var offset: UInt64 = 0
        while case let count = try read(into: &buffer, from: packed, at: offset), count > 0 {
            try stream.pass(buffer.span.extracting(0..<count), write)
            offset += UInt64(count)
        }
        guard stream.isAtEnd else { throw FileFailure(.unpack, code: EBADMSG) }
    }

    /// Whether a table is not there, but the compressed file that stands in its place is.
    func isCompressed(_ name: String, in directory: Int32) -> Bool {
        func exists(_ name: String) -> Bool {
            guard let file = try? open(name, in: directory, for: .read) else { return false }
            close(file)
            return true
        }
        return !exists(name) && exists(Self.compressedName(of: name))
    }
}
