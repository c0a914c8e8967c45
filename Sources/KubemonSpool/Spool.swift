import Glibc
public import KubemonMetrics
public import KubemonProtocol
public import KubemonRecording
public import NIOCore

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
    public private(set) var bytes: UInt64 = 0
    /// What was found damaged when it was opened, one sentence each.
    public private(set) var complaints: [String] = []

    let files: any FileSystem
    let directory: Int32
    private let lockFile: Int32
    /// Oldest first; the last one is the monitor's own once ``begin(_:)`` was called.
    private(set) var runs: [SpooledRun] = []
    /// The group's file that was written last.
    private var current: (epoch: UInt64, group: UInt64, file: Int32)?
    /// Whether something was written or made since ``synchronize()``.
    private var isDirty = false
    private var hasNewNames = false

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
                let file = try files.open(group.name, in: directory, for: .read)
                defer { files.close(file) }
                run.groups[group.first] = try files.status(of: file).length
            }
            bytes += run.groups.values.reduce(0, +)
            runs.append(run)
        }
        for group in groups.values.joined() { complain(try setAside(group.name), "what its samples mean is not known") }
    }

    private func readRun(_ name: String) throws(FileFailure) -> RunRecord? {
        guard let bytes = try files.contents(of: name, in: directory) else { return nil }
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

    // MARK: Earlier runs

    /// The nodes that earlier runs sampled.
    public var nodes: Set<String> { Set(runs.map(\.record.origin.facts.node)) }

    /// The interval that was sampled at last, ns; `nil` if nothing is known of it.
    public var lastInterval: UInt64? { runs.last?.record.interval }

    /// What earlier runs have left to send, oldest first. Only the last file of each is read: the others end where the next
    /// one begins.
    public func earlierRuns() throws(FileFailure) -> [(buffer: SendBuffer, origin: Hello.Origin)] {
        var result: [(buffer: SendBuffer, origin: Hello.Origin)] = []
        for run in runs {
            var ranges: [ClosedRange<UInt64>] = []
            var lost = run.record.lost
            let firsts = run.groups.keys.sorted()
            for (index, first) in firsts.enumerated() {
                if index + 1 < firsts.count {
                    ranges.append(first...(firsts[index + 1] - 1))
                    continue
                }
                let (frames, gap) = try readLast(first, of: run)
                if frames > 1 {
                    ranges.append(first...(first + UInt64(frames) - 2))
                } else {
                    remove(first, of: run.epoch)
                }
                if let gap { lost.append(gap) }
            }
            let buffer = SendBuffer(restored: run.epoch, schemas: run.record.schemas, groups: ranges, lost: lost)
            result.append((buffer, run.record.origin))
        }
        return result
    }

    /// Counts the whole frames of a run's last file; where more than the last write is missing, the gap as well.
    private func readLast(_ first: UInt64, of run: SpooledRun) throws(FileFailure) -> (frames: Int, gap: Gap?) {
        let bytes = try files.contents(of: run.name(of: first), in: directory, limit: SpoolRecords.longest) ?? []
        let (frames, end, _) = SpoolRecords.parse(bytes)
        guard case .damaged(let later) = end else { return (frames.count, nil) }
        complaints.append(
            "a file of the spool \(path) is damaged; at least \(later) of its items are lost: \(run.name(of: first))")
        let lost = first + UInt64(max(0, frames.count - 1))
        return (
            frames.count,
            Gap(
                firstSequence: lost, lastSequence: lost + UInt64(later) - 1, firstSlot: 0, lastSlot: 0,
                reason: Self.damageReason)
        )
    }

    /// What is said of samples that a damaged file held.
    public static let damageReason = "the spool was damaged"

    /// Reads a group back.
    ///
    /// - Returns: its frames up to the first that is not whole; none if there is no such file.
    public func load(_ group: UInt64, of epoch: UInt64) throws(FileFailure) -> [ByteBuffer] {
        guard let run = runs.first(where: { $0.epoch == epoch }) else { return [] }
        let bytes = try files.contents(of: run.name(of: group), in: directory, limit: SpoolRecords.longest) ?? []
        return SpoolRecords.parse(bytes).frames
    }

    /// Sets the file of a damaged group aside.
    ///
    /// - Returns: the name it is kept under; `nil` if there is none.
    public func setAside(_ group: UInt64, of epoch: UInt64) -> String? {
        guard let index = runs.firstIndex(where: { $0.epoch == epoch }) else { return nil }
        forget(group, of: index)
        return try? setAside(runs[index].name(of: group))
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

    private func record(_ index: Int) throws(FileFailure) {
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

    // MARK: Removing

    /// Removes a group that is not needed any more. A failure is no harm: the group is sent again after a restart, and the
    /// collector knows it.
    public func remove(_ group: UInt64, of epoch: UInt64) {
        guard let index = runs.firstIndex(where: { $0.epoch == epoch }) else { return }
        forget(group, of: index)
        try? files.remove(runs[index].name(of: group), in: directory)
    }

    private func forget(_ group: UInt64, of index: Int) {
        if let last = current, last.epoch == runs[index].epoch, last.group == group {
            files.close(last.file)
            current = nil
        }
        bytes -= runs[index].groups.removeValue(forKey: group) ?? 0
    }

    /// Removes an earlier run of which nothing is left.
    public func remove(run epoch: UInt64) {
        guard let index = runs.firstIndex(where: { $0.epoch == epoch }) else { return }
        for group in runs[index].groups.keys { remove(group, of: epoch) }
        try? files.remove(runs[index].name, in: directory)
        runs.remove(at: index)
    }

    /// Remembers for later starts that a group was given up, before it is removed.
    public func note(_ gap: Gap, of epoch: UInt64) {
        guard let index = runs.firstIndex(where: { $0.epoch == epoch }) else { return }
        runs[index].record.lost.removeAll {
            gap.firstSequence <= $0.lastSequence && $0.firstSequence <= gap.lastSequence
        }
        runs[index].record.lost.append(gap)
        runs[index].isRecorded = false
        // A full disk may not have room for it: then it is written with the next frames.
        try? record(index)
    }
}
