/// Compares the tables of a finished recording with their checksums. All of it is read for that.
public enum RecordingCheck {
    /// Looks at the recording at `path`; one that is still being written is passed over.
    ///
    /// - Parameter isWanted: asked again and again; false ends it.
    /// - Throws: ``ExportError`` at the first table that is not what was recorded.
    public static func run(
        _ path: String, files: any FileSystem = SystemFiles(), isWanted: () -> Bool
    ) throws(ExportError) {
        let recording = try OpenedRecording(path, files: files, isChecked: false)
        guard !recording.manifest.isOpen else { return }
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        for table in recording.tables {
            var (checksum, offset) = (CRC32C(), UInt64(0))
            while offset < table.length {
                guard isWanted() else { return }
                let count: Int
                do throws(FileFailure) { count = try files.read(into: &buffer, from: table.file, at: offset) } catch {
                    throw .reading(error)
                }
                guard count > 0 else { break }
                checksum.update(buffer.span.extracting(0..<min(count, Int(clamping: table.length - offset))))
                offset += UInt64(count)
            }
            guard checksum.value == UInt32(table.description.crc32c, radix: 16) else {
                throw .recording(.damaged(.malformedTable(table.description.file)))
            }
        }
    }
}
