import KubemonMetrics
import KubemonProtocol
import KubemonRecording
import KubemonSpool
import KubemonSystem
import Logging
import Synchronization

/// The agent's spool thread: writes what was sampled to disk before it is sent, and brings back what has left memory.
///
/// Made on one thread, then used by its own alone.
final class SpoolLoop {
    /// Everything that was written is on the disk after so long, ns.
    private static let synchronizeInterval: UInt64 = 1_000_000_000
    /// A disk that failed is tried again after so long, ns.
    private static let retryInterval: UInt64 = 5_000_000_000

    /// Wakes the thread: something is to be written, brought back or removed, or it is time to stop.
    let wakeup = Wakeup()

    private let keeper: SpoolKeeper
    private let shared: AgentShared
    private let time: any TimeSource
    private let log: Logger
    private var retryAt: UInt64?
    private var synchronizeAt: UInt64 = 0

    /// Opens the spool and puts what it kept into the outbox.
    ///
    /// - Throws: ``SpoolError``.
    init(
        path: String, options: AgentOptions, facts: NodeFacts, shared: AgentShared, time: any TimeSource, log: Logger
    ) throws(SpoolError) {
        let spool = try Spool(path: path, limit: options.spoolSize)
        if let other = spool.nodes.first(where: { $0 != facts.node }) { throw .otherNode(other) }
        let origin = Hello.Origin(facts: facts, kinds: options.kinds, minimumInterval: options.minimumInterval)
        // Slots go on in the grid that the collector had chosen, even if it is away when this monitor starts.
        let interval = spool.lastInterval ?? options.interval
        if SlotGrid.allowed.contains(interval) { shared.interval.store(interval, ordering: .releasing) }
        keeper = SpoolKeeper(spool)
        (self.shared, self.time, self.log) = (shared, time, log)
        do throws(FileFailure) {
            try shared.outbox.withLock { outbox throws(FileFailure) in
                try keeper.begin(&outbox, origin: origin, interval: shared.interval.load(ordering: .acquiring))
            }
        } catch {
            throw .file(error)
        }
        let waiting = shared.outbox.withLock { $0.earlierCount }
        if waiting > 0 {
            log.info("the spool \(path) has samples of \(Counted.text(waiting, "earlier run")), which are sent first")
        }
        complain()
    }

    /// Runs until the agent stops.
    ///
    /// - Parameter pump: called when there is more to send.
    func run(_ pump: @Sendable () -> Void) {
        while true {
            let isStopping = shared.isStopping.load(ordering: .acquiring)
            work(pump)
            if isStopping { break }
            wakeup.wait(milliseconds: 1000)
        }
        synchronize()
    }

    private func work(_ pump: @Sendable () -> Void) {
        keeper.spool.setInterval(shared.interval.load(ordering: .acquiring))
        let now = time.monotonic()
        if let retryAt, now < retryAt {
            // Reading and removing may still work.
            if shared.outbox.withLock({ keeper.bringBack(&$0, now: now) }) { pump() }
        } else {
            do throws(FileFailure) {
                var isMore = true
                while isMore {
                    isMore = try step()
                    pump()
                }
            } catch {
                failed(error)
                pump()
            }
        }
        complain()
        if now >= synchronizeAt { synchronize() }
    }

    /// One piece of work. Returns whether there may be more.
    private func step() throws(FileFailure) -> Bool {
        let now = time.monotonic()
        let work = shared.outbox.withLock { outbox in
            _ = keeper.bringBack(&outbox, now: now)
            return keeper.take(&outbox)
        }
        guard let work else { return false }
        try keeper.spool.append(work)
        if retryAt != nil { recovered() }
        shared.outbox.withLock { keeper.done(work, &$0) }
        return true
    }

    private func failed(_ failure: FileFailure) {
        retryAt = time.monotonic() + Self.retryInterval
        if failure.call == .synchronize { shared.outbox.withLock { keeper.restart(&$0) } }
        guard shared.outbox.withLock({ $0.spoolState }) == .working else { return }
        let text = "the spool \(keeper.spool.path) can't be written: \(failure.sentence) Samples wait in memory only"
        say(text)
        // From here on memory is all there is.
        shared.outbox.withLock { $0.spoolState = .failing }
        log.error("\(text)")
    }

    private func recovered() {
        retryAt = nil
        shared.outbox.withLock { $0.spoolState = .working }
        let text = "the spool \(keeper.spool.path) can be written again"
        say(text)
        log.info("\(text)")
    }

    private func say(_ text: String) {
        let event = Event(wall: time.wall(), kind: .spool, text: text)
        shared.outbox.withLock { $0.append(event) }
    }

    private func synchronize() {
        synchronizeAt = time.monotonic() + Self.synchronizeInterval
        do throws(FileFailure) { try keeper.spool.synchronize() } catch { failed(error) }
    }

    private func complain() {
        for complaint in keeper.takeComplaints() {
            say(complaint)
            log.error("\(complaint)")
        }
    }
}
