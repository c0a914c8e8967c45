package import KubemonRecording

/// A file system that is another one but for what it implements itself.
package protocol ForwardingFiles: FileSystem {
    /// The other one.
    var files: any FileSystem { get }
}

extension ForwardingFiles {
    package func open(path: String) throws(FileFailure) -> Int32 { try files.open(path: path) }
    package func open(_ name: String, in directory: Int32, for use: FileUse) throws(FileFailure) -> Int32 {
        try files.open(name, in: directory, for: use)
    }
    package func openScratch() throws(FileFailure) -> Int32 { try files.openScratch() }
    package func makeDirectory(_ name: String, in directory: Int32) throws(FileFailure) {
        try files.makeDirectory(name, in: directory)
    }
    package func write(_ bytes: Span<UInt8>, to file: Int32, at offset: UInt64) throws(FileFailure) -> Int {
        try files.write(bytes, to: file, at: offset)
    }
    package func read(into buffer: inout [UInt8], from file: Int32, at offset: UInt64) throws(FileFailure) -> Int {
        try files.read(into: &buffer, from: file, at: offset)
    }
    package func cut(_ file: Int32, to length: UInt64) throws(FileFailure) { try files.cut(file, to: length) }
    package func synchronize(file: Int32) throws(FileFailure) { try files.synchronize(file: file) }
    package func synchronize(directory: Int32) throws(FileFailure) { try files.synchronize(directory: directory) }
    package func rename(_ name: String, to newName: String, in directory: Int32) throws(FileFailure) {
        try files.rename(name, to: newName, in: directory)
    }
    package func remove(_ name: String, in directory: Int32) throws(FileFailure) {
        try files.remove(name, in: directory)
    }
    package func lock(_ file: Int32) throws(FileFailure) -> Bool { try files.lock(file) }
    package func status(of file: Int32) throws(FileFailure) -> FileStatus { try files.status(of: file) }
    package func inode(of name: String, in directory: Int32) throws(FileFailure) -> UInt64 {
        try files.inode(of: name, in: directory)
    }
    package func space(at directory: Int32) throws(FileFailure) -> FreeSpace { try files.space(at: directory) }
    package func names(in directory: Int32) throws(FileFailure) -> [String] { try files.names(in: directory) }
    package func isWritable(_ directory: Int32) -> Bool { files.isWritable(directory) }
    package func close(_ descriptor: Int32) { files.close(descriptor) }
    package func currentDirectory() -> String { files.currentDirectory() }
}
