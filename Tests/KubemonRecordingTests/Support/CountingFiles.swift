import ForwardingFiles
import KubemonRecording

/// A file system that counts the bytes that are read of it.
final class CountingFiles: ForwardingFiles {
    let files: any FileSystem
    private(set) var bytesRead = 0

    init(_ files: any FileSystem) { self.files = files }

    /// Bytes that `body` reads.
    func count(_ body: () throws -> Void) rethrows -> Int {
        let before = bytesRead
        try body()
        return bytesRead - before
    }

    func read(into buffer: inout [UInt8], from file: Int32, at offset: UInt64) throws(FileFailure) -> Int {
        let count = try files.read(into: &buffer, from: file, at: offset)
        bytesRead += count
        return count
    }
}
