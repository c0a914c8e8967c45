import KubemonRecording

/// A file system that counts the bytes that are read of it.
final class CountingFiles: FileSystem {
    private let files: any FileSystem
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

    func open(path: String) throws(FileFailure) -> Int32 { try files.open(path: path) }
    func open(_ name: String, in directory: Int32, for use: FileUse) throws(FileFailure) -> Int32 {
        try files.open(name, in: directory, for: use)
    }
    func openScratch() throws(FileFailure) -> Int32 { try files.openScratch() }
    func makeDirectory(_ name: String, in directory: Int32) throws(FileFailure) {
        try files.makeDirectory(name, in: directory)
    }
    func write(_ bytes: Span<UInt8>, to file: Int32, at offset: UInt64) throws(FileFailure) -> Int {
        try files.write(bytes, to: file, at: offset)
    }
    func cut(_ file: Int32, to length: UInt64) throws(FileFailure) { try files.cut(file, to: length) }
    func synchronize(file: Int32) throws(FileFailure) { try files.synchronize(file: file) }
    func synchronize(directory: Int32) throws(FileFailure) { try files.synchronize(directory: directory) }
    func rename(_ name: String, to newName: String, in directory: Int32) throws(FileFailure) {
        try files.rename(name, to: newName, in: directory)
    }
    func remove(_ name: String, in directory: Int32) throws(FileFailure) { try files.remove(name, in: directory) }
    func lock(_ file: Int32) throws(FileFailure) -> Bool { try files.lock(file) }
    func status(of file: Int32) throws(FileFailure) -> FileStatus { try files.status(of: file) }
    func inode(of name: String, in directory: Int32) throws(FileFailure) -> UInt64 {
        try files.inode(of: name, in: directory)
    }
    func space(at directory: Int32) throws(FileFailure) -> FreeSpace { try files.space(at: directory) }
    func names(in directory: Int32) throws(FileFailure) -> [String] { try files.names(in: directory) }
    func isWritable(_ directory: Int32) -> Bool { files.isWritable(directory) }
    func close(_ descriptor: Int32) { files.close(descriptor) }
    func currentDirectory() -> String { files.currentDirectory() }
}
