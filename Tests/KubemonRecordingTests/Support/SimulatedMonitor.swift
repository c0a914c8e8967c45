import KubemonMetrics
import KubemonProtocol
import KubemonRecording
import KubemonSpool
import NIOCore

/// A monitor without threads and sockets: what it samples is a function of node and slot, and it dies when it is told to.
final class SimulatedMonitor {
    let node: String
    /// The disk of its spool; `nil` if it has none.
    let files: MemoryFiles?
    var limit = Spool.standardSize
    var capacity = 64 << 20
    /// Most runs that a hello of it announces.
    var mostAnnounced = Hello.maximumBacklog
    private(set) var outbox = Outbox(epoch: 1)
    private(set) var keeper: SpoolKeeper?
    private(set) var complaints: [String] = []
    /// Slots of all samples that were ever taken.
    private(set) var taken: [UInt64] = []
    /// Number up to which everything of the present run is in the spool.
    private(set) var spooled: UInt64 = 0
    private(set) var isFailing = false
    /// Whether it was ever killed while its spool did not have everything: two faults at a time.
    private(set) var mayHaveLost = false
    /// The monotonic clock of its spool's thread, ns.
    var now: UInt64 = 0
    private var epoch: UInt64
    private var isNew = true

    init(_ node: String, epoch: UInt64, files: MemoryFiles?) {
        (self.node, self.epoch, self.files) = (node, epoch, files)
    }

    var facts: NodeFacts { Sample.facts(node) }

    /// Starts a run of its own.
    func start() throws {
        epoch += 1
        outbox = Outbox(epoch: epoch, capacity: capacity, mostAnnounced: mostAnnounced)
        (spooled, isFailing, isNew) = (0, false, true)
        keeper = nil
        guard let files else { return }
        let spool = try Spool(path: "/spool-" + node, limit: limit, files: files)
        let keeper = SpoolKeeper(spool)
        let origin = Hello.Origin(facts: facts, kinds: EntityKind.allCases, minimumInterval: 0)
        try keeper.begin(&outbox, origin: origin, interval: Sample.interval)
        self.keeper = keeper
        complaints += keeper.takeComplaints()
    }

    /// Ends at once, as SIGKILL or a power cut ends it.
    func kill(_ loss: MemoryFiles.Loss) {
        if keeper == nil || outbox.unspooled() != nil { mayHaveLost = true }
        keeper = nil
        files?.revive(loss)
    }

    func sample(_ slot: UInt64) {
        if isNew {
            outbox.append([Sample.node, Sample.disk], ended: [])
            isNew = false
        }
        outbox.append(Self.tick(node, slot))
        taken.append(slot)
    }

    static func value(_ node: String, _ slot: UInt64) -> UInt64 {
        slot &* 1000 &+ node.utf8.reduce(0) { $0 + UInt64($1) }
    }

    static func tick(_ node: String, _ slot: UInt64) -> Tick {
        var tick = Tick()
        tick.slot = slot
        tick.wall = slot * Sample.interval + 1_000_000
        tick.monotonic = slot * Sample.interval
        for entity in [Sample.node, Sample.disk] {
            let row = tick[entity.kind].appendRow(entity: entity.number)
            tick[entity.kind][row, 0] = value(node, slot)
            tick[entity.kind][row, 1] = slot
        }
        return tick
    }

    /// Does what the spool's thread does, until nothing is left or the disk fails.
    func settle() {
        guard let keeper else { return }
        _ = keeper.bringBack(&outbox, now: now)
        do throws(FileFailure) {
            while let work = keeper.take(&outbox) {
                try keeper.spool.append(work)
                keeper.done(work, &outbox)
                if work.epoch == epoch, work.done + work.frames.count > 1 {
                    spooled = max(spooled, work.group + UInt64(work.done + work.frames.count) - 2)
                }
                if isFailing { outbox.spoolState = .working }
                isFailing = false
            }
            _ = keeper.bringBack(&outbox, now: now)
        } catch {
            fail(error)
        }
        complaints += keeper.takeComplaints()
    }

    func synchronize() {
        guard let keeper else { return }
        do throws(FileFailure) { try keeper.spool.synchronize() } catch { fail(error) }
    }

    private func fail(_ failure: FileFailure) {
        isFailing = true
        if failure.call == .synchronize { keeper?.restart(&outbox) }
        outbox.spoolState = .failing
    }

    // MARK: The connection

    /// What it says first on a new connection.
    var hello: Hello {
        Hello(facts: facts, backlog: outbox.announce(), kinds: EntityKind.allCases, minimumInterval: 0)
    }

    func connected(_ positions: [UInt64: UInt64]) -> [Frame] { outbox.connected(positions) }

    func acknowledge(_ epoch: UInt64, _ sequence: UInt64) { outbox.acknowledge(epoch: epoch, sequence) }

    /// The next bytes to be sent; brings them back from the spool if need be.
    func next() -> ByteBuffer? {
        if let frame = outbox.next() { return frame }
        settle()
        return outbox.next()
    }
}
