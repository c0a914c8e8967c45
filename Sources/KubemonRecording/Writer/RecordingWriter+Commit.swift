import Glibc
import KubemonMetrics

extension RecordingWriter {
    /// Puts everything that was appended on the disk (R14).
    ///
    /// - Returns: per source the sequence number up to which the monitor may forget (R5).
    /// - Throws: ``RecordingError/interrupted(_:)``; then nothing since the last commit counts. Or
    ///   ``RecordingError/damaged(_:)`` if someone else has changed a table; the recording is then over.
    @discardableResult
    public func commit() throws(RecordingError) -> [CommittedSource] {
        try requireWriting()
        try writing { () throws(FileFailure) in try writeGapsThatAreOver() }
        guard isDirty || isManifestStale || pendingBytes > 0 else { return committedSources }
        var damage: RecordingError.Damage?
        try writing { () throws(FileFailure) in damage = try findDamage { $0.written.length } }
        if let damage { throw setAside(damage) }
        try writing { () throws(FileFailure) in
            for table in tables { try table.synchronize() }
            if isManifestStale { try writeManifest() }
        }
        do {
            try writeCommit()
        } catch {
            phase = .interrupted(error, commitInDoubt: true)
            throw .interrupted(error)
        }
        index.committed(isLast: isStopped)
        return committedSources
    }

    /// Up to where each source is on the disk, as of the last commit.
    public var committedSources: [CommittedSource] {
        committed.sources.map { CommittedSource(source: $0.source, sequence: $0.sequence) }
    }

    /// Writes the commit that follows the last one; the tables must be on the disk.
    func writeCommit() throws(FileFailure) {
        let record = CommitRecord(
            number: committed.number + 1, interval: grid.interval, window: window, isStopped: isStopped,
            tables: tables.map { CommitRecord.Table(name: $0.name, inode: $0.inode, extent: $0.written) },
            sources: sources.map(\.record), heldGaps: heldGaps)
        try commitFiles.write(record)
        for table in tables { table.didCommit() }
        committed = record
        isDirty = false
        lastCommit = time.monotonic()
    }

    /// Looks whether every table still has its name and what was written to it (R14): a write behind the end of a table
    /// that someone has cut would fill the hole with zeros.
    private func findDamage(_ length: (TableFile) -> UInt64) throws(FileFailure) -> RecordingError.Damage? {
        for table in tables {
            do throws(FileFailure) {
                guard try files.inode(of: table.name, in: directory) == table.inode else {
                    return .otherFile(table.name)
                }
            } catch {
                guard error.code == ENOENT else { throw error }
                return .missingTable(table.name)
            }
            if try files.status(of: table.descriptor).length < length(table) { return .shortTable(table.name) }
        }
        return nil
    }

    /// Leaves a damaged recording as it is.
    private func setAside(_ damage: RecordingError.Damage) -> RecordingError {
        close()
        return .damaged(damage)
    }

    /// Makes the writer usable after a failure: everything since the last commit is cut off (R16).
    ///
    /// Call it every few seconds until it succeeds. Then all sources must be opened again.
    ///
    /// - Returns: per source the last sequence number that need not be sent again.
    /// - Throws: ``RecordingError/interrupted(_:)`` if the disk still does not work, or ``RecordingError/damaged(_:)``.
    @discardableResult
    public func recover() throws(RecordingError) -> [CommittedSource] {
        guard case .interrupted(let cause, let commitInDoubt) = phase else {
            try requireWriting()
            return committedSources
        }
        var damage: RecordingError.Damage?
        do throws(FileFailure) {
            damage = try findDamage { $0.committed.length }
        } catch {
            phase = .interrupted(error, commitInDoubt: commitInDoubt)
            throw .interrupted(error)
        }
        if let damage { throw setAside(damage) }
        do throws(FileFailure) {
            if commitInDoubt {
                try commitFiles.withdraw(committed.number + 1)
                phase = .interrupted(cause, commitInDoubt: false)
            }
            for table in tables { try table.cutBack() }
            index.cutBack()
            try restore()
            // The cut must be on the disk, and a disk that takes this commit works again.
            for table in tables { try files.synchronize(file: table.descriptor) }
        } catch {
            phase = .interrupted(error, commitInDoubt: isInDoubt)
            throw .interrupted(error)
        }
        do {
            try writeCommit()
        } catch {
            phase = .interrupted(error, commitInDoubt: true)
            throw .interrupted(error)
        }
        phase = .writing
        return committedSources
    }

    private var isInDoubt: Bool {
        guard case .interrupted(_, let commitInDoubt) = phase else { return false }
        return commitInDoubt
    }
}
