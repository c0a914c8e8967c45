import KubemonRecording

/// The real disk behind a gate: `fdatasync` waits before it, and fails where the gate says so.
struct GatedFiles: FileSystem {
    let gate: DiskGate
    private let files = SystemFiles()

    init(gate: DiskGate) { self.gate = gate }

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
    func read(into buffer: inout [UInt8], from file: Int32, at offset: UInt64) throws(FileFailure) -> Int {
        try files.read(into: &buffer, from: file, at: offset)
    }
    func cut(_ file: Int32, to length: UInt64) throws(FileFailure) { try files.cut(file, to: length) }
    func synchronize(file: Int32) throws(FileFailure) {
        try gate.pass()
        try files.synchronize(file: file)
    }
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
    func space(at directory: Int32) throws(FileFailure) -> FreeSpace {
        let space = try files.space(at: directory)
        return FreeSpace(available: gate.free ?? space.available, total: space.total)
    }
    func names(in directory: Int32) throws(FileFailure) -> [String] { try files.names(in: directory) }
    func isWritable(_ directory: Int32) -> Bool { files.isWritable(directory) }
    func close(_ descriptor: Int32) { files.close(descriptor) }
    func currentDirectory() -> String { files.currentDirectory() }
}
