public import KubemonMetrics
import KubemonProtocol
import KubemonRecording

/// How a spool becomes smaller.
extension Spool {
    /// Removes a group that is not needed any more. A failure is no harm: the group is sent again after a restart, and the
    /// collector knows it.
    public func remove(_ group: UInt64, of epoch: UInt64) {
        guard let index = runs.firstIndex(where: { $0.epoch == epoch }) else { return }
        forget(group, of: index)
        try? files.remove(runs[index].name(of: group), in: directory)
    }

    func forget(_ group: UInt64, of index: Int) {
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
