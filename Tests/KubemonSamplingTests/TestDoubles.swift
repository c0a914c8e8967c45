import Glibc
import KubemonMetrics
import KubemonSampling
import Synchronization

/// Clocks that stand still until a test moves them.
final class ManualTime: TimeSource {
    private let now = Mutex((wall: UInt64(1_700_000_000_000_000_000), monotonic: UInt64(5_000_000_000)))

    func wall() -> UInt64 { now.withLock { $0.wall } }
    func monotonic() -> UInt64 { now.withLock { $0.monotonic } }

    func advance(_ nanoseconds: UInt64) {
        now.withLock { $0 = ($0.wall + nanoseconds, $0.monotonic + nanoseconds) }
    }
}

/// Files of the system whose opening or reading fails where a test says so.
final class FaultyFiles: FileSource {
    private struct State {
        var openErrors: [String: Int32] = [:]
        var readErrors: [String: Int32] = [:]
        var statusErrors: [String: Int32] = [:]
        var paths: [Int32: String] = [:]
        var opened = 0
    }

    private let state = Mutex(State())
    private let system = SystemFiles()

    /// Files opened so far.
    var opened: Int { state.withLock { $0.opened } }

    /// Lets every opening of a file whose path ends so fail; 0 heals it.
    func failOpening(_ suffix: String, with error: Int32) { state.withLock { $0.openErrors[suffix] = error } }

    /// Lets every read of a file whose path ends so fail; 0 heals it.
    func failReading(_ suffix: String, with error: Int32) { state.withLock { $0.readErrors[suffix] = error } }

    /// Lets every look at a file whose path ends so fail.
    func failStatus(_ suffix: String, with error: Int32) { state.withLock { $0.statusErrors[suffix] = error } }

    func open(_ path: String) throws(FileError) -> OpenFile {
        let error = state.withLock { state in state.openErrors.first { path.hasSuffix($0.key) }?.value ?? 0 }
        guard error == 0 else { throw FileError(errno: error) }
        let file = try system.open(path)
        let descriptor = file.descriptor
        state.withLock {
            $0.paths[descriptor] = path
            $0.opened += 1
        }
        return file
    }

    func read(
        _ file: borrowing OpenFile, at offset: Int, into buffer: UnsafeMutableRawBufferPointer
    ) throws(FileError) -> Int {
        let descriptor = file.descriptor
        let error = state.withLock { state in
            state.readErrors.first { state.paths[descriptor]?.hasSuffix($0.key) ?? false }?.value ?? 0
        }
        guard error == 0 else { throw FileError(errno: error) }
        return try system.read(file, at: offset, into: buffer)
    }

    func state(ofDirectory path: String) throws(FileError) -> DirectoryState { try system.state(ofDirectory: path) }
    func status(of path: String) throws(FileError) -> FileStatus {
        let error = state.withLock { state in state.statusErrors.first { path.hasSuffix($0.key) }?.value ?? 0 }
        guard error == 0 else { throw FileError(errno: error) }
        return try system.status(of: path)
    }
    func numbers(in path: String, into numbers: inout [UInt32]) throws(FileError) {
        try system.numbers(in: path, into: &numbers)
    }
    func subdirectories(of path: String) throws(FileError) -> [String] { try system.subdirectories(of: path) }
}

extension Sampler {
    /// The value of a metric in the row of an entity; `nil` if it is missing or there is no such row.
    func value(_ name: String, of kind: EntityKind, entity: UInt32? = nil) -> UInt64? {
        let table = tick[kind]
        let row = entity.map { table.row(of: $0) } ?? (table.rowCount > 0 ? 0 : nil)
        guard let row, let column = Schema.of(kind).index(of: name) else { return nil }
        return table[row, column]
    }

    /// The living entity whose label has this value.
    func entity(_ kind: EntityKind, _ key: String, _ value: String) -> Entity? {
        entities.first { $0.kind == kind && $0[key] == value }
    }
}
