public import KubemonMetrics

/// The first thing a monitor says.
public struct Hello: Sendable, Equatable {
    /// The version of the protocol that this build speaks.
    public static let currentProtocol: UInt32 = 1
    /// Most runs that a hello announces, the monitor's own included.
    public static let maximumBacklog = 1024

    /// What a monitor has to send of one run.
    public struct Backlog: Sendable, Equatable {
        /// Random number of the run.
        public var epoch: UInt64
        /// First sequence number at hand.
        public var first: UInt64
        /// Last sequence number at hand; 0 if there is none.
        public var last: UInt64
        /// What the monitor was like in that run; `nil` where it is what the hello says.
        public var origin: Origin?

        /// Describes a backlog.
        public init(epoch: UInt64, first: UInt64, last: UInt64, origin: Origin? = nil) {
            self.epoch = epoch
            self.first = first
            self.last = last
            self.origin = origin
        }
    }

    /// What a monitor was like in an earlier run (R3).
    public struct Origin: Sendable, Equatable {
        /// The machine as it was then.
        public var facts: NodeFacts
        /// What the monitor sampled.
        public var kinds: [EntityKind]
        /// The shortest interval that it sampled at, ns.
        public var minimumInterval: UInt64

        /// Describes a run.
        public init(facts: NodeFacts, kinds: [EntityKind], minimumInterval: UInt64) {
            self.facts = facts
            self.kinds = kinds
            self.minimumInterval = minimumInterval
        }
    }

    /// Version of the protocol that the monitor speaks.
    public var protocolVersion = Hello.currentProtocol
    /// What does not change while the machine runs.
    public var facts: NodeFacts
    /// What there is to send, oldest run first; the last one is the monitor's own (R3).
    public var backlog: [Backlog]
    /// What the monitor samples; kinds that this version does not know are left out.
    public var kinds: [EntityKind]
    /// The shortest interval that the monitor will sample at, ns (R8).
    public var minimumInterval: UInt64

    /// Creates a hello.
    public init(facts: NodeFacts, backlog: [Backlog], kinds: [EntityKind], minimumInterval: UInt64) {
        self.facts = facts
        self.backlog = backlog
        self.kinds = kinds
        self.minimumInterval = minimumInterval
    }

    /// Slots from one sample of this monitor to the next, in a grid that is not its own (R8).
    public func stride(of grid: SlotGrid) -> UInt64 { Self.stride(minimum: minimumInterval, grid: grid) }

    /// Slots from one sample to the next of a monitor that samples no more often than every `minimum` ns.
    public static func stride(minimum: UInt64, grid: SlotGrid) -> UInt64 {
        // The grid of the samples must itself be a grid that is allowed.
        let longest = SlotGrid.allowed.upperBound / grid.interval
        let minimum = min(minimum, SlotGrid.allowed.upperBound)
        return min(max(1, (minimum + grid.interval - 1) / grid.interval), longest)
    }

    init(_ wire: WireHello) {
        protocolVersion = wire.protocol
        facts = wire.facts.facts
        // One more than allowed is enough to know that there are too many.
        backlog = wire.backlog.prefix(Self.maximumBacklog + 1).map(Backlog.init)
        kinds = Self.kinds(wire.kinds)
        minimumInterval = wire.minimumInterval
    }

    fileprivate static func kinds(_ wire: [UInt32]) -> [EntityKind] {
        wire.compactMap { UInt8(exactly: $0).flatMap(EntityKind.init) }
    }

    /// The hello as it was when `epoch`, one of the backlog, was the monitor's own run. The node's name is the present one:
    /// it is what this connection may speak for.
    public func asOf(_ epoch: UInt64) -> Hello {
        guard let origin = backlog.first(where: { $0.epoch == epoch })?.origin else { return self }
        var hello = self
        hello.facts = origin.facts
        hello.facts.node = facts.node
        hello.kinds = origin.kinds
        hello.minimumInterval = origin.minimumInterval
        return hello
    }

    var wire: WireHello {
        var message = WireHello()
        message.protocol = protocolVersion
        message.facts = WireFacts(facts)
        message.backlog = backlog.map(\.wire)
        message.kinds = kinds.map { UInt32($0.rawValue) }
        message.minimumInterval = minimumInterval
        return message
    }
}

extension Hello.Backlog {
    fileprivate init(_ wire: WireBacklog) {
        self.init(epoch: wire.epoch, first: wire.first, last: wire.last)
        guard wire.hasFacts else { return }
        origin = Hello.Origin(
            facts: wire.facts.facts, kinds: Hello.kinds(wire.kinds), minimumInterval: wire.minimumInterval)
    }

    fileprivate var wire: WireBacklog {
        var message = WireBacklog()
        (message.epoch, message.first, message.last) = (epoch, first, last)
        guard let origin else { return message }
        message.facts = WireFacts(origin.facts)
        message.kinds = origin.kinds.map { UInt32($0.rawValue) }
        message.minimumInterval = origin.minimumInterval
        return message
    }
}
