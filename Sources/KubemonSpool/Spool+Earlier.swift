import KubemonMetrics
public import KubemonProtocol
public import KubemonRecording
public import NIOCore

/// What earlier runs have left.
extension Spool {
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
                } else if let gap {
                    note(gap, of: run.epoch)
                    _ = setAside(first, of: run.epoch)
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
        let name = run.name(of: first)
        let bytes: [UInt8]
        do {
            bytes = try files.contents(of: name, in: directory, limit: SpoolRecords.longest) ?? []
        } catch {
            guard error.isOfFile else { throw error }
            complaints.append(
                "a file of the spool \(path) can't be read, its samples are lost: \(name): \(error.sentence)")
            return (0, Self.gap(from: first, count: 1, Self.unreadableReason))
        }
        let (frames, end, _) = SpoolRecords.parse(bytes)
        guard case .damaged(let later) = end else { return (frames.count, nil) }
        complaints.append(
            "a file of the spool \(path) is damaged; at least \(later) of its items are lost: \(name)")
        let lost = first + UInt64(max(0, frames.count - 1))
        return (frames.count, Self.gap(from: lost, count: UInt64(later), Self.damageReason))
    }

    private static func gap(from first: UInt64, count: UInt64, _ reason: String) -> Gap {
        Gap(firstSequence: first, lastSequence: first + count - 1, firstSlot: 0, lastSlot: 0, reason: reason)
    }

    /// What is said of samples that a damaged file held.
    static let damageReason = "the spool was damaged"
    /// What is said of samples in a file that can't be read.
    static let unreadableReason = "the spool could not be read"

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
}
