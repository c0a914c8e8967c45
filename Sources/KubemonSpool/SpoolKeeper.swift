public import KubemonProtocol
public import KubemonRecording
import NIOCore

/// Keeps an outbox and a spool in step: what is to be written, brought back, given up, removed.
///
/// Everything but ``Spool/append(_:)`` is done while the caller holds the outbox; reading is short, and writing is not.
public final class SpoolKeeper {
    /// The spool.
    public let spool: Spool
    private var complaints: [String] = []

    /// Keeps `spool`.
    public init(_ spool: Spool) { self.spool = spool }

    /// Puts what the spool kept into a new outbox and begins the outbox's own run.
    public func begin(_ outbox: inout Outbox, origin: Hello.Origin, interval: UInt64) throws(FileFailure) {
        for run in try spool.earlierRuns() { outbox.add(run.buffer, origin: run.origin) }
        spool.begin(
            RunRecord(epoch: outbox.own.epoch, origin: origin, interval: interval, schemas: outbox.own.schemas))
        outbox.spoolState = .working
        complaints = spool.complaints
    }

    /// Removes what is not needed any more, and brings back the group whose turn it is.
    ///
    /// - Returns: whether there may be something to send that was not there before.
    public func bringBack(_ outbox: inout Outbox) -> Bool {
        removeFinished(&outbox)
        guard let (epoch, group) = outbox.wanted else { return false }
        let frames: [ByteBuffer]
        do throws(FileFailure) { frames = try spool.load(group, of: epoch) } catch {
            // A disk that can't be read now may be read later: nothing is given up.
            return false
        }
        let isWhole = outbox.update(epoch) { $0.provide(group, frames, lossReason: Spool.damageReason) }
        if isWhole == false {
            let name = spool.setAside(group, of: epoch)
            complaints.append(
                "a file of the spool \(spool.path) is damaged, the rest of its samples is lost; it is kept as "
                    + (name ?? "it is"))
        }
        return true
    }

    /// What is to be written next, if there is room for it; makes room by giving up the oldest group.
    public func take(_ outbox: inout Outbox) -> SpoolWork? {
        removeFinished(&outbox)
        guard let work = outbox.unspooled() else { return nil }
        while spool.bytes + UInt64(work.bytes) > spool.limit, let (epoch, group) = outbox.oldestSpooled {
            giveUp(group, of: epoch, &outbox)
        }
        return work
    }

    private func giveUp(_ group: UInt64, of epoch: UInt64, _ outbox: inout Outbox) {
        let slots = ((try? spool.load(group, of: epoch)) ?? []).dropFirst().compactMap { frame in
            (try? Frame(body: Array(frame.readableBytesView.dropFirst(4))))?.slot
        }
        var range: ClosedRange<UInt64>?
        if let first = slots.first, let last = slots.last, first <= last { range = first...last }
        let gap = outbox.update(epoch) { $0.lose(group, slots: range, reason: "the spool was full") }
        if let gap, let gap { spool.note(gap, of: epoch) }
        spool.remove(group, of: epoch)
    }

    /// The spool has written `work`.
    public func done(_ work: SpoolWork, _ outbox: inout Outbox) {
        outbox.update(work.epoch) { $0.didSpool(work) }
    }

    /// The disk did not take what was written last, and may say that it did when it is asked again (R16): it is written
    /// once more.
    public func restart(_ outbox: inout Outbox) {
        guard let (epoch, group) = spool.currentGroup else { return }
        if outbox.update(epoch, { $0.spoolAgain(group) }) == true { spool.giveBack(group, of: epoch) }
    }

    private func removeFinished(_ outbox: inout Outbox) {
        let (groups, runs) = outbox.takeRemoved()
        for (epoch, group) in groups { spool.remove(group, of: epoch) }
        for run in runs { spool.remove(run: run) }
    }

    /// What was found damaged since the last call, one sentence each.
    public func takeComplaints() -> [String] {
        defer { complaints = [] }
        return complaints
    }
}
