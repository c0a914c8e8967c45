import Glibc
import KubemonRecording

/// A directory in memory with files of given contents, which can be read, renamed, removed and made, but not written.
final class GivenFiles: FileSystem {
    private var contents: [String: [UInt8]]
    private var opened: [Int32: String] = [:]
    private var last: Int32 = 0

    init(_ contents: [String: [UInt8]]) { self.contents = contents }

    func open(path: String) throws(FileFailure) -> Int32 { 0 }
    func open(_ name: String, in directory: Int32, for use: FileUse) throws(FileFailure) -> Int32 {
        if case .create = use { contents[name] = [] }
        guard contents[name] != nil else { throw FileFailure(.open, code: ENOENT) }
        last += 1
        opened[last] = name
        return last
    }
    func openScratch() throws(FileFailure) -> Int32 { throw FileFailure(.open, code: EROFS) }
    func makeDirectory(_ name: String, in directory: Int32) throws(FileFailure) {
        throw FileFailure(.makeDirectory, code: EROFS)
    }
    func write(_ bytes: Span<UInt8>, to file: Int32, at offset: UInt64) throws(FileFailure) -> Int {
        throw FileFailure(.write, code: EROFS)
    }
    func read(into buffer: inout [UInt8], from file: Int32, at offset: UInt64) throws(FileFailure) -> Int {
        let rest = bytes(of: file).dropFirst(Int(offset)).prefix(buffer.count)
        buffer.replaceSubrange(..<rest.count, with: rest)
        return rest.count
    }
    func cut(_ file: Int32, to length: UInt64) throws(FileFailure) { throw FileFailure(.cut, code: EROFS) }
    func synchronize(file: Int32) throws(FileFailure) {}
    func synchronize(directory: Int32) throws(FileFailure) {}
    func rename(_ name: String, to newName: String, in directory: Int32) throws(FileFailure) {
        guard let bytes = contents.removeValue(forKey: name) else { throw FileFailure(.rename, code: ENOENT) }
        contents[newName] = bytes
    }
    func remove(_ name: String, in directory: Int32) throws(FileFailure) {
        guard contents.removeValue(forKey: name) != nil else { throw FileFailure(.remove, code: ENOENT) }
    }
    func lock(_ file: Int32) throws(FileFailure) -> Bool { true }
    func status(of file: Int32) throws(FileFailure) -> FileStatus {
        FileStatus(inode: UInt64(file), length: UInt64(bytes(of: file).count))
    }
    func inode(of name: String, in directory: Int32) throws(FileFailure) -> UInt64 {
        throw FileFailure(.status, code: ENOENT)
    }
    func space(at directory: Int32) throws(FileFailure) -> FreeSpace { FreeSpace(available: 0, total: 0) }
    func names(in directory: Int32) throws(FileFailure) -> [String] { Array(contents.keys) }
    func isWritable(_ directory: Int32) -> Bool { false }
    func close(_ descriptor: Int32) { opened[descriptor] = nil }
    func currentDirectory() -> String { "/" }

    private func bytes(of file: Int32) -> [UInt8] { opened[file].flatMap { contents[$0] } ?? [] }
}
