public import KubemonMetrics

/// What a spool keeps of a run beside its groups, as frames of the protocol: hello, interval, schemas, gaps.
public struct RunRecord: Sendable {
    /// Random number of the run.
    public var epoch: UInt64
    /// The machine, what was sampled, how often at most.
    public var origin: Hello.Origin
    /// The interval that was sampled at, ns.
    public var interval: UInt64
    /// Schemas of the ticks.
    public var schemas: [Frame]
    /// What was dropped for want of room.
    public var lost: [Gap]

    /// Describes a run.
    public init(epoch: UInt64, origin: Hello.Origin, interval: UInt64, schemas: [Frame], lost: [Gap] = []) {
        self.epoch = epoch
        self.origin = origin
        self.interval = interval
        self.schemas = schemas
        self.lost = lost
    }

    /// Reads what ``frames`` gives; `nil` if something is missing.
    public init?(_ frames: [Frame]) {
        guard let hello = frames.first?.hello, let epoch = hello.backlog.first?.epoch else { return nil }
        let origin = Hello.Origin(facts: hello.facts, kinds: hello.kinds, minimumInterval: hello.minimumInterval)
        self.init(epoch: epoch, origin: origin, interval: 0, schemas: [])
        for frame in frames.dropFirst() {
            switch frame.wire.content {
            case .configure(let message): interval = message.interval
            case .schema: schemas.append(frame)
            // Numbers that no run reaches were never written, and sums of them would not hold.
            case .gap(let message) where message.first > 0 && message.first <= message.last && message.last < 1 << 62:
                lost.append(Gap(message))
            default: break
            }
        }
        guard interval > 0, !schemas.isEmpty else { return nil }
    }

    /// The record as frames.
    public var frames: [Frame] {
        let hello = Hello(
            facts: origin.facts, backlog: [.init(epoch: epoch, first: 0, last: 0)], kinds: origin.kinds,
            minimumInterval: origin.minimumInterval)
        return [Frame(hello), Frame(.configure(interval: interval))] + schemas
            + lost.map { Frame(.gap(WireGap($0, epoch: epoch))) }
    }
}

extension Frame {
    /// The slot of the tick, or part of one, that this frame is; `nil` for another frame and for a tick off the grid.
    public var slot: UInt64? {
        guard case .tick(let message) = wire.content, message.slot > 0 else { return nil }
        return message.slot
    }
}
