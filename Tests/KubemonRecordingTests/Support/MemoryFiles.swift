import Glibc
import KubemonRecording

/// A file system in memory that can fail at any call and forget what was not synchronized.
///
/// Only calls that change something are counted, from 1. At call ``diesAt`` the process is dead: that call and all
/// later ones do nothing and fail, until ``revive(_:)``.
final class MemoryFiles: FileSystem {
    /// What survives the death of the process.
    enum Loss {
        /// SIGKILL: everything that was written.
        case nothing
        /// A power cut: only what was synchronized.
        case unsynchronized
        /// A power cut while the kernel was writing back: of the rest, any part.
        case some(seed: UInt64)
    }

    /// What one call does instead of its work.
    enum Fault: Sendable {
        case error(Int32)
        /// Writes half of the bytes and says so.
        case short
    }

    var diesAt: Int?
    /// Faults by number of the call.
    var faults: [Int: Fault] = [:]
    /// Largest number of bytes that all files may hold.
    var capacity = Int.max
    /// Whether there is a directory for temporary files.
    var hasScratch = true
    private(set) var calls = 0
    private(set) var root = MemoryFile(inode: 1, isDirectory: true)
    private var nextInode: UInt64 = 2
    private var open: [Int32: MemoryFile] = [:]
    private var locks: [Int32] = []
    private var nextDescriptor: Int32 = 3
    private var isDead = false

    /// Starts the machine or process again.
    func revive(_ loss: Loss) {
        isDead = false
        diesAt = nil
        open = [:]
        locks = []
        switch loss {
        case .nothing: break
        case .unsynchronized: root.crash { _ in .none }
        case .some(let seed):
            var generator = SplitMix(state: seed)
            root.crash { count in generator.part(of: count) }
        }
    }

    /// The bytes of the file at `path`.
    func bytes(_ path: String) -> [UInt8]? { find(path)?.data }

    /// Cuts or changes a file behind the recorder's back.
    func edit(_ path: String, _ body: (inout [UInt8]) -> Void) {
        guard let file = find(path) else { return }
        body(&file.data)
        file.durable = file.data
        file.pending = []
    }

    /// Makes every reading of the file at `path` fail, or none.
    func failReading(_ path: String, with code: Int32?) { find(path)?.readFailure = code }

    /// Replaces the file at `path` by a copy of itself.
    func replaceByCopy(_ path: String) {
        let parts = path.split(separator: "/")
        guard let old = find(path), let parent = find(parts.dropLast().joined(separator: "/")) else { return }
        let copy = makeFile(isDirectory: false)
        copy.data = old.data
        copy.durable = old.data
        parent.children[String(parts[parts.count - 1])] = copy
    }

    // MARK: FileSystem

    func open(path: String) throws(FileFailure) -> Int32 {
        guard !isDead else { throw FileFailure(.open, code: EIO) }
        guard let file = find(path) else { throw FileFailure(.open, code: ENOENT) }
        return add(file)
    }

    func open(_ name: String, in directory: Int32, for use: FileUse) throws(FileFailure) -> Int32 {
        let parent = try file(directory, .open)
        if case .create = use {
            try begin(.open)
            guard parent.children[name] == nil else { throw FileFailure(.open, code: EEXIST) }
            let file = makeFile(isDirectory: false)
            parent.link([(name, file)])
            return add(file)
        }
        guard let file = parent.children[name] else { throw FileFailure(.open, code: ENOENT) }
        if case .directory = use, !file.isDirectory { throw FileFailure(.open, code: ENOTDIR) }
        return add(file)
    }

    func openScratch() throws(FileFailure) -> Int32 {
        guard !isDead else { throw FileFailure(.open, code: EIO) }
        guard hasScratch else { throw FileFailure(.open, code: ENOENT) }
        return add(makeFile(isDirectory: false))
    }

    func makeDirectory(_ name: String, in directory: Int32) throws(FileFailure) {
        try begin(.makeDirectory)
        let parent = try file(directory, .makeDirectory)
        guard parent.children[name] == nil else { throw FileFailure(.makeDirectory, code: EEXIST) }
        parent.link([(name, makeFile(isDirectory: true))])
    }

    func write(_ bytes: Span<UInt8>, to descriptor: Int32, at offset: UInt64) throws(FileFailure) -> Int {
        let file = try file(descriptor, .write)
        let isShort = try begin(.write)
        var room = isShort ? bytes.count / 2 : bytes.count
        let growth = Int(offset) + room - file.data.count
        if growth > 0 { room -= max(0, growth - max(0, capacity - root.size)) }
        guard room > 0 || bytes.count == 0 else { throw FileFailure(.write, code: ENOSPC) }
        file.write(bytes.withUnsafeBufferPointer { Array($0.prefix(room)) }, at: Int(offset))
        return room
    }

    func read(into buffer: inout [UInt8], from descriptor: Int32, at offset: UInt64) throws(FileFailure) -> Int {
        let file = try file(descriptor, .read)
        if let code = file.readFailure { throw FileFailure(.read, code: code) }
        let data = file.data
        guard offset < data.count else { return 0 }
        let count = min(buffer.count, data.count - Int(offset))
        buffer.replaceSubrange(0..<count, with: data[Int(offset)..<(Int(offset) + count)])
        return count
    }

    func cut(_ descriptor: Int32, to length: UInt64) throws(FileFailure) {
        try begin(.cut)
        try file(descriptor, .cut).cut(to: Int(length))
    }

    func synchronize(file descriptor: Int32) throws(FileFailure) {
        let file = try file(descriptor, .synchronize)
        do {
            try begin(.synchronize)
        } catch {
            // Linux may mark pages clean that it could not write: a second try then succeeds and lies (R16).
            file.forgetPending()
            throw error
        }
        file.synchronize()
    }

    func synchronize(directory: Int32) throws(FileFailure) {
        try begin(.synchronize)
        try file(directory, .synchronize).synchronize()
    }

    func rename(_ name: String, to newName: String, in directory: Int32) throws(FileFailure) {
        try begin(.rename)
        let parent = try file(directory, .rename)
        guard let file = parent.children[name] else { throw FileFailure(.rename, code: ENOENT) }
        parent.link([(name, nil), (newName, file)])
    }

    func remove(_ name: String, in directory: Int32) throws(FileFailure) {
        let parent = try file(directory, .remove)
        guard parent.children[name] != nil else { throw FileFailure(.remove, code: ENOENT) }
        try begin(.remove)
        parent.link([(name, nil)])
    }

    func lock(_ descriptor: Int32) throws(FileFailure) -> Bool {
        let file = try file(descriptor, .lock)
        guard !locks.contains(where: { open[$0] === file }) else { return false }
        locks.append(descriptor)
        return true
    }

    func status(of descriptor: Int32) throws(FileFailure) -> FileStatus {
        let file = try file(descriptor, .status)
        return FileStatus(inode: file.inode, length: UInt64(file.data.count))
    }

    func inode(of name: String, in directory: Int32) throws(FileFailure) -> UInt64 {
        guard let file = try file(directory, .status).children[name] else { throw FileFailure(.status, code: ENOENT) }
        return file.inode
    }

    func space(at directory: Int32) throws(FileFailure) -> FreeSpace {
        FreeSpace(available: UInt64(max(0, capacity - root.size)), total: UInt64(capacity))
    }

    func names(in directory: Int32) throws(FileFailure) -> [String] { Array(try file(directory, .list).children.keys) }

    func isWritable(_ directory: Int32) -> Bool { true }

    func close(_ descriptor: Int32) {
        open[descriptor] = nil
        locks.removeAll { $0 == descriptor }
    }

    func currentDirectory() -> String { "/" }

    // MARK: Helpers

    /// Counts a call. Returns whether it is to be a short write.
    @discardableResult
    private func begin(_ call: FileFailure.Call) throws(FileFailure) -> Bool {
        calls += 1
        if let diesAt, calls >= diesAt { isDead = true }
        guard !isDead else { throw FileFailure(call, code: EIO) }
        switch faults[calls] {
        case .error(let code): throw FileFailure(call, code: code)
        case .short: return true
        case nil: return false
        }
    }

    private func file(_ descriptor: Int32, _ call: FileFailure.Call) throws(FileFailure) -> MemoryFile {
        guard !isDead else { throw FileFailure(call, code: EIO) }
        guard let file = open[descriptor] else { throw FileFailure(call, code: EBADF) }
        return file
    }

    private func find(_ path: String) -> MemoryFile? {
        path.split(separator: "/").reduce(root as MemoryFile?) { $0?.children[String($1)] }
    }

    private func add(_ file: MemoryFile) -> Int32 {
        nextDescriptor += 1
        open[nextDescriptor] = file
        return nextDescriptor
    }

    private func makeFile(isDirectory: Bool) -> MemoryFile {
        nextInode += 1
        return MemoryFile(inode: nextInode, isDirectory: isDirectory)
    }
}
