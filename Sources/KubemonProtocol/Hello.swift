public import KubemonMetrics

/// The first thing a monitor says.
public struct Hello: Sendable, Equatable {
    /// The version of the protocol that this build speaks.
    public static let currentProtocol: UInt32 = 1

    /// What a monitor has to send of one run.
    public struct Backlog: Sendable, Equatable {
        /// Random number of the run.
        public var epoch: UInt64
        /// First sequence number at hand.
        public var first: UInt64
        /// Last sequence number at hand; 0 if there is none.
        public var last: UInt64

        /// Describes a backlog.
        public init(epoch: UInt64, first: UInt64, last: UInt64) {
            self.epoch = epoch
            self.first = first
            self.last = last
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

    init(_ wire: WireHello) {
        protocolVersion = wire.protocol
        facts = wire.facts.facts
        backlog = wire.backlog.prefix(4096).map { Backlog(epoch: $0.epoch, first: $0.first, last: $0.last) }
        kinds = wire.kinds.compactMap { UInt8(exactly: $0).flatMap(EntityKind.init) }
        minimumInterval = wire.minimumInterval
    }

    var wire: WireHello {
        var message = WireHello()
        message.protocol = protocolVersion
        message.facts = WireFacts(facts)
        message.backlog = backlog.map { backlog in
            var message = WireBacklog()
            (message.epoch, message.first, message.last) = (backlog.epoch, backlog.first, backlog.last)
            return message
        }
        message.kinds = kinds.map { UInt32($0.rawValue) }
        message.minimumInterval = minimumInterval
        return message
    }
}
