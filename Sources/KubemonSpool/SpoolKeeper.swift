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
    /// The file that can't be read: how often that was tried, and when it is tried again.
    private var unread: (epoch: UInt64, group: UInt64, tries: Int, next: UInt64)?

    /// A file that can't be read is given up after so many tries, so long apart (ns): a disk may come back.
    public static let reading = (tries: 4, pause: 5_000_000_000 as UInt64)

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
    /// - Parameter now: the monotonic clock, ns.
    /// - Returns: whether there may be something to send that was not there before.
    public func bringBack(_ outbox: inout Outbox, now: UInt64) -> Bool {
        removeFinished(&outbox)
        guard let (epoch, group) = outbox.wanted else { return false }
        if let unread, unread.epoch == epoch, unread.group == group, now < unread.next { return false }
        var (frames, reason): ([ByteBuffer], String) = ([], Spool.damageReason)
        do throws(FileFailure) { frames = try spool.load(group, of: epoch) } catch {
            guard isGivenUp(group, of: epoch, error, now) else { return false }
            reason = Spool.unreadableReason
        }
        unread = nil
        if let gap = outbox.update(epoch, { $0.provide(group, frames, lossReason: reason) }), let gap {
            spool.note(gap, of: epoch)
            let name = spool.setAside(group, of: epoch)
            complaints.append(
                "a file of the spool \(spool.path) is damaged or can't be read, the rest of its samples is lost; it is "
                    + "kept as \(name ?? "it is")")
        }
        return true
    }

    /// Takes note that a file can't be read.
    ///
    /// - Returns: whether that was tried often enough: what waits behind it may be sent.
    private func isGivenUp(_ group: UInt64, of epoch: UInt64, _ failure: FileFailure, _ now: UInt64) -> Bool {
        var tries = 0
        if let unread, unread.epoch == epoch, unread.group == group { tries = unread.tries }
        tries += 1
        unread = (epoch, group, tries, now + Self.reading.pause)
        if tries == 1 {
            complaints.append(
                "a file of the spool \(spool.path) can't be read: \(failure.sentence) It is tried again, and later samples wait"
            )
        }
        return tries >= Self.reading.tries && failure.isOfFile
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
