import Glibc
public import KubemonProtocol
public import KubemonRecording
import NIOCore

/// What a monitor has not yet handed over, on disk (R3): one file per key group, one per run that says what it was.
///
/// Frames are appended to the file of their group; a group that was acknowledged or given up is removed. A file that turns
/// out to be damaged is set aside under another name, never deleted. Used by one thread at a time.
///
/// Invariants, whatever call fails and whenever the process dies:
/// - a frame that ``append(_:)`` has returned for is found again, or its damage is noticed by its checksum;
/// - a group is removed only when ``remove(_:of:)`` was called for it.
public final class Spool {
    /// Room that a spool may take if the user does not say: 1 GiB.
    public static let standardSize: UInt64 = 1 << 30
    static let lockName = "lock"

    /// The directory.
    public let path: String
    /// Most bytes that all groups may take.
    public let limit: UInt64
    /// Bytes that they take.
    public internal(set) var bytes: UInt64 = 0
    /// What was found damaged when it was opened, one sentence each.
    public internal(set) var complaints: [String] = []

    let files: any FileSystem
    let directory: Int32
    private let lockFile: Int32
    /// Oldest first; the last one is the monitor's own once ``begin(_:)`` was called.
    var runs: [SpooledRun] = []
    /// The group's file that was written last.
    var current: (epoch: UInt64, group: UInt64, file: Int32)?
    /// Whether something was written or made since ``synchronize()``.
    var isDirty = false
    var hasNewNames = false

    /// Opens the spool in the directory at `path`, which is made if it is missing, and takes its lock.
    ///
    /// - Throws: ``SpoolError``.
    public init(
        path: String, limit: UInt64 = Spool.standardSize, files: any FileSystem = SystemFiles()
    ) throws(SpoolError) {
        self.path = path
        self.limit = limit
        self.files = files
        do throws(FileFailure) {
            directory = try files.openOrMake(path: files.absolute(path))
        } catch {
            throw .file(error)
        }
        var isLocked = false
        do throws(FileFailure) {
            lockFile = try Self.openLock(in: directory, files)
            isLocked = try files.lock(lockFile)
        } catch {
            files.close(directory)
            throw .file(error)
        }
        guard isLocked else {
            files.close(lockFile)
            files.close(directory)
            throw .locked
        }
        do throws(FileFailure) {
            try scan()
        } catch {
            throw .file(error)
        }
    }

    deinit {
        if let current { files.close(current.file) }
        files.close(lockFile)
        files.close(directory)
    }

    private static func openLock(in directory: Int32, _ files: any FileSystem) throws(FileFailure) -> Int32 {
        do {
            return try files.open(lockName, in: directory, for: .write)
        } catch {
            guard error.code == ENOENT else { throw error }
        }
        do {
            return try files.open(lockName, in: directory, for: .create)
        } catch {
            guard error.code == EEXIST else { throw error }
        }
        return try files.open(lockName, in: directory, for: .write)
    }

    /// Finds what earlier runs have left.
    private func scan() throws(FileFailure) {
        var groups: [UInt64: [(first: UInt64, name: String)]] = [:]
        var found: [SpoolName] = []
        for name in try files.names(in: directory).sorted() {
            guard let known = SpoolName(name) else { continue }
            found.append(known)
            if case .group(let number, _, let first) = known { groups[number, default: []].append((first, name)) }
        }
        for case .run(let number, let epoch) in found {
            let name = SpoolName.run(number, epoch: epoch).text
            guard let record = try readRun(name), record.epoch == epoch else {
                complain(try setAside(name), "what its samples mean is not known")
                continue
            }
            var run = SpooledRun(number: number, epoch: epoch, record: record, isRecorded: true)
            for group in groups.removeValue(forKey: number) ?? [] {
                run.groups[group.first] = try length(of: group.name)
            }
            bytes += run.groups.values.reduce(0, +)
            runs.append(run)
        }
        for group in groups.values.joined() { complain(try setAside(group.name), "what its samples mean is not known") }
    }

    /// The length of a group's file; 0 if it can't be read, which shows when its turn comes.
    private func length(of name: String) throws(FileFailure) -> UInt64 {
        do {
            let file = try files.open(name, in: directory, for: .read)
            defer { files.close(file) }
            return try files.status(of: file).length
        } catch {
            guard error.isOfFile else { throw error }
            return 0
        }
    }

    private func readRun(_ name: String) throws(FileFailure) -> RunRecord? {
        let bytes: [UInt8]
        do {
            bytes = try files.contents(of: name, in: directory) ?? []
        } catch {
            guard error.isOfFile else { throw error }
            return nil
        }
        let (parts, end, _) = SpoolRecords.parse(bytes)
        guard end == .whole else { return nil }
        return RunRecord(parts.compactMap { try? Frame(body: Array($0.readableBytesView.dropFirst(4))) })
    }

    private func complain(_ name: String, _ why: String) {
        complaints.append("a file of the spool \(path) is damaged, \(why); it is kept as \(name)")
    }

    /// Gives a damaged file a name that is not sent. Returns the name.
    func setAside(_ name: String) throws(FileFailure) -> String {
        let other = "damaged-" + name
        try files.rename(name, to: other, in: directory)
        hasNewNames = true
        isDirty = true
        return other
    }

    // MARK: The own run

    /// Begins the monitor's own run. Nothing is written before the first ``append(_:)``.
    public func begin(_ record: RunRecord) {
        let number = (runs.map(\.number).max() ?? 0) + 1
        runs.append(SpooledRun(number: number, epoch: record.epoch, record: record))
    }

    /// Notes the interval of the own run, for a start after this one.
    public func setInterval(_ interval: UInt64) {
        guard let last = runs.indices.last, runs[last].record.interval != interval else { return }
        runs[last].record.interval = interval
        runs[last].isRecorded = false
    }

    /// Writes what follows in the file of a group.
    ///
    /// - Throws: the failure; the spool is as it was before, and it can be tried again.
    public func append(_ work: SpoolWork) throws(FileFailure) {
        guard let index = runs.firstIndex(where: { $0.epoch == work.epoch }) else { return }
        if !runs[index].isRecorded { try record(index) }
        let file = try open(work, of: index)
        let offset = runs[index].groups[work.group] ?? 0
        var bytes: [UInt8] = offset == 0 ? SpoolRecords.mark : []
        for frame in work.frames { SpoolRecords.append(frame, to: &bytes) }
        do {
            try files.writeAll(bytes.span, to: file, at: offset)
        } catch {
            // What is there of a record would look like damage behind a shorter one.
            try? files.cut(file, to: offset)
            throw error
        }
        runs[index].groups[work.group] = offset + UInt64(bytes.count)
        self.bytes += UInt64(bytes.count)
        isDirty = true
    }

    func record(_ index: Int) throws(FileFailure) {
        var bytes = SpoolRecords.mark
        for frame in runs[index].record.frames { SpoolRecords.append(frame.encoded(), to: &bytes) }
        try files.replace(runs[index].name, in: directory, with: bytes)
        runs[index].isRecorded = true
    }

    private func open(_ work: SpoolWork, of index: Int) throws(FileFailure) -> Int32 {
        if let current, current.epoch == work.epoch, current.group == work.group { return current.file }
        try closeCurrent()
        let name = runs[index].name(of: work.group)
        let file: Int32
        if runs[index].groups[work.group] == nil {
            // Perhaps there is a file from an attempt that failed, or one that was given up.
            do {
                try files.remove(name, in: directory)
            } catch {
                guard error.code == ENOENT else { throw error }
            }
            file = try files.open(name, in: directory, for: .create)
            hasNewNames = true
        } else {
            file = try files.open(name, in: directory, for: .write)
        }
        current = (work.epoch, work.group, file)
        return file
    }

    private func closeCurrent() throws(FileFailure) {
        guard let last = current else { return }
        // A file that is closed before it is on the disk can't be waited for any more.
        if isDirty { try files.synchronize(file: last.file) }
        files.close(last.file)
        current = nil
    }

    /// Waits until everything that was appended is on the disk: a power cut then takes nothing.
    public func synchronize() throws(FileFailure) {
        guard isDirty else { return }
        if let current { try files.synchronize(file: current.file) }
        if hasNewNames { try files.synchronize(directory: directory) }
        (isDirty, hasNewNames) = (false, false)
    }

    /// The group whose file was written last.
    var currentGroup: (epoch: UInt64, group: UInt64)? { current.map { ($0.epoch, $0.group) } }

    /// Forgets what the file of a group holds: it will be written from the beginning.
    func giveBack(_ group: UInt64, of epoch: UInt64) {
        guard let index = runs.firstIndex(where: { $0.epoch == epoch }) else { return }
        forget(group, of: index)
    }
}
