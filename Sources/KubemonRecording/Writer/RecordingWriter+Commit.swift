import KubemonMetrics

extension RecordingWriter {
    /// Puts everything that was appended on the disk (R14).
    ///
    /// - Returns: per source the sequence number up to which the monitor may forget (R5).
    /// - Throws: ``RecordingError/interrupted(_:)``; then nothing since the last commit counts.
    @discardableResult
    public func commit() throws(RecordingError) -> [CommittedSource] {
        try requireWriting()
        guard isDirty || isManifestStale || pendingBytes > 0 else { return committedSources }
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
            sources: sources.map(\.record))
        try commitFiles.write(record)
        for table in tables { table.didCommit() }
        committed = record
        isDirty = false
        lastCommit = time.monotonic()
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
