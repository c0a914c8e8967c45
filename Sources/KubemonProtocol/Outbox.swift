public import KubemonMetrics
public import NIOCore

/// Everything that a monitor has to send: what a spool kept of earlier runs, oldest first, then its own run (R3).
public struct Outbox: Sendable {
    /// An earlier run and what the monitor was like then.
    private struct Earlier: Sendable {
        var buffer: SendBuffer
        let origin: Hello.Origin
    }

    /// Most events that are said again to a collector that has never heard of this run.
    private static let standingLimit = 100

    /// The monitor's own run.
    public private(set) var own: SendBuffer
    private var earlier: [Earlier] = []
    /// How many of them, the oldest, the last hello has announced. While there are others, the own run waits as well.
    private var announced = 0
    /// Earlier runs that may have let go of groups since ``takeRemoved()``. A spool may hold thousands of runs: what is done
    /// for each of them must not look at all.
    private var changed: [UInt64] = []
    /// Whose frame was sent last on this connection.
    private var lastSent: UInt64?
    /// What could not be read, with the numbers under which it was said: it still holds.
    private var standing: [(sequence: UInt64, event: Event)] = []

    /// Most runs that a hello announces.
    private let mostAnnounced: Int

    /// Begins a run with an empty buffer.
    public init(epoch: UInt64, capacity: Int = 64 << 20, mostAnnounced: Int = Hello.maximumBacklog) {
        own = SendBuffer(epoch: epoch, capacity: capacity)
        self.mostAnnounced = mostAnnounced
    }

    /// Adds what a spool kept of a run; the oldest must come first.
    public mutating func add(_ buffer: SendBuffer, origin: Hello.Origin) {
        if buffer.isExhausted || !buffer.removed.isEmpty { changed.append(buffer.epoch) }
        earlier.append(Earlier(buffer: buffer, origin: origin))
    }

    /// How many earlier runs there are.
    public var earlierCount: Int { earlier.count }

    /// Begins a connection.
    ///
    /// - Returns: what to announce in the hello, the own run last: as many of the earlier runs as it may hold.
    public mutating func announce() -> [Hello.Backlog] {
        // Those that are not needed any more are still here until the spool has removed them.
        let left = earlier.indices.filter { !earlier[$0].buffer.isExhausted }.prefix(mostAnnounced - 1)
        announced = left.count < mostAnnounced - 1 ? earlier.count : (left.last ?? -1) + 1
        let kept = earlier[..<announced].filter { !$0.buffer.isExhausted }.map { run in
            let (first, last) = run.buffer.backlog
            return Hello.Backlog(epoch: run.buffer.epoch, first: first, last: last, origin: run.origin)
        }
        let (first, last) = own.backlog
        return kept + [Hello.Backlog(epoch: own.epoch, first: first, last: last)]
    }

    /// Whether the collector has all of the earlier runs that were announced, and there are more.
    public var mustAnnounce: Bool {
        announced < earlier.count && earlier[..<announced].allSatisfy(\.buffer.isExhausted)
    }

    /// Bytes in memory.
    public var bytes: Int { earlier.reduce(own.bytes) { $0 + $1.buffer.bytes } }
    /// Items lost since the start of the monitor.
    public var dropped: UInt64 { earlier.reduce(own.dropped) { $0 + $1.buffer.dropped } }

    // MARK: Appending

    /// Appends a tick to the own run.
    public mutating func append(_ tick: Tick) { own.append(tick) }

    /// Appends descriptions and ends to the own run.
    public mutating func append(_ entities: [Entity], ended: [UInt32]) { own.append(entities, ended: ended) }

    /// Appends an event to the own run.
    public mutating func append(_ event: Event) {
        own.append(event)
        guard event.kind == .unreadable, standing.count < Self.standingLimit else { return }
        standing.append((own.lastSequence, event))
    }

    // MARK: The connection

    /// The collector has said what it has, per epoch; what it has never heard of it wants whole.
    ///
    /// - Returns: the schemas to send before anything else.
    public mutating func connected(_ positions: [UInt64: UInt64]) -> [Frame] {
        lastSent = nil
        // What was said long ago and let go is news to a collector that has begun since.
        if positions[own.epoch] == nil { repeatStanding() }
        var schemas: [Frame] = []
        for index in earlier[..<announced].indices {
            earlier[index].buffer.rewind(to: positions[earlier[index].buffer.epoch].map { $0 + 1 } ?? 0)
            schemas += earlier[index].buffer.schemas.filter { !schemas.contains($0) }
        }
        own.rewind(to: positions[own.epoch].map { $0 + 1 } ?? 0)
        return schemas + own.schemas.filter { !schemas.contains($0) }
    }

    private mutating func repeatStanding() {
        let first = own.backlog.first
        for index in standing.indices where standing[index].sequence < first {
            own.append(standing[index].event)
            standing[index].sequence = own.lastSequence
        }
    }

    /// Starts over at `sequence` of a run.
    public mutating func rewind(epoch: UInt64, to sequence: UInt64) {
        update(epoch) { $0.rewind(to: sequence) }
    }

    /// Takes note that nothing up to `sequence` of a run is needed any more (R5).
    public mutating func acknowledge(epoch: UInt64, _ sequence: UInt64) {
        update(epoch) { $0.acknowledge(sequence) }
    }

    /// The next frame to be sent, or `nil` when all is sent or the next one must wait for the spool. Earlier runs go first.
    public mutating func next() -> ByteBuffer? {
        for index in earlier[..<announced].indices where earlier[index].buffer.hasNext {
            return Self.next(of: &earlier[index].buffer, &lastSent)
        }
        guard announced == earlier.count else { return nil }
        return Self.next(of: &own, &lastSent)
    }

    private static func next(of buffer: inout SendBuffer, _ lastSent: inout UInt64?) -> ByteBuffer? {
        // The other end knows one group at a time.
        if let lastSent, lastSent != buffer.epoch { buffer.restartGroup() }
        guard let frame = buffer.next() else { return nil }
        lastSent = buffer.epoch
        return frame
    }

    // MARK: The spool

    /// Whether a spool takes what is appended.
    public var spoolState: SendBuffer.SpoolState {
        get { own.spoolState }
        set {
            own.spoolState = newValue
            for index in earlier.indices { earlier[index].buffer.spoolState = newValue }
        }
    }

    /// Changes the buffer of one run, if it is here.
    ///
    /// - Returns: what `body` returns, or `nil` if there is no such run.
    @discardableResult
    public mutating func update<Result>(_ epoch: UInt64, _ body: (inout SendBuffer) -> Result) -> Result? {
        if epoch == own.epoch { return body(&own) }
        guard let index = index(of: epoch) else { return nil }
        if changed.last != epoch { changed.append(epoch) }
        return body(&earlier[index].buffer)
    }

    /// Position of an earlier run. Those whose turn it is come first.
    private func index(of epoch: UInt64) -> Int? { earlier.indices.first { earlier[$0].buffer.epoch == epoch } }

    /// The group whose turn it is and that only the spool has.
    public var wanted: (epoch: UInt64, group: UInt64)? {
        for index in earlier[..<announced].indices where earlier[index].buffer.hasNext {
            return earlier[index].buffer.wanted.map { (earlier[index].buffer.epoch, $0) }
        }
        guard announced == earlier.count else { return nil }
        return own.wanted.map { (own.epoch, $0) }
    }

    /// Frames that the spool does not have yet.
    public func unspooled() -> SpoolWork? {
        for index in earlier.indices where earlier[index].buffer.bytes > 0 {
            if let work = earlier[index].buffer.unspooled() { return work }
        }
        return own.unspooled()
    }

    /// The oldest group that the spool has.
    public var oldestSpooled: (epoch: UInt64, group: UInt64)? {
        for run in earlier {
            if let group = run.buffer.oldestSpooled { return (run.buffer.epoch, group) }
        }
        return own.oldestSpooled.map { (own.epoch, $0) }
    }

    /// What the spool need not keep any more: groups, and earlier runs as a whole.
    public mutating func takeRemoved() -> (groups: [(epoch: UInt64, group: UInt64)], runs: [UInt64]) {
        var groups = own.takeRemoved().map { (epoch: own.epoch, group: $0) }
        var runs: [UInt64] = []
        for epoch in changed {
            guard let index = index(of: epoch) else { continue }
            groups += earlier[index].buffer.takeRemoved().map { (epoch: epoch, group: $0) }
            guard earlier[index].buffer.isExhausted else { continue }
            runs.append(epoch)
            earlier.remove(at: index)
            if index < announced { announced -= 1 }
        }
        changed.removeAll(keepingCapacity: true)
        return (groups, runs)
    }
}
