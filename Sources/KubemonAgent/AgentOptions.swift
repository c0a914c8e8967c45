public import KubemonMetrics
import KubemonProtocol
public import KubemonSpool
public import KubemonTransport

/// How an agent works.
public struct AgentOptions: Sendable {
    /// Name or address of the collector.
    public var host: String
    /// Port of the collector.
    public var port: Int
    /// How the connection is protected; plain TCP until somebody says otherwise.
    public var security = ClientSecurity.plain
    /// What is sampled.
    public var kinds: [EntityKind]
    /// Sampling interval until the collector has said its own, ns.
    public var interval: UInt64
    /// Shortest interval to sample at, whatever the collector says, ns (R8).
    public var minimumInterval: UInt64
    /// Most bytes of samples that wait for the collector in memory (R2).
    public var capacity: Int
    /// Directory where samples wait too, so that a restart of the monitor loses none (R3); `nil` for memory only.
    public var spool: String?
    /// Most bytes that may wait there.
    public var spoolSize: UInt64
    /// Most runs that are announced at a time (R3).
    package var mostAnnounced = Hello.maximumBacklog

    /// Options for a collector at `host`.
    public init(
        host: String, port: Int, kinds: [EntityKind] = EntityKind.allCases, interval: UInt64 = 5_000_000_000,
        minimumInterval: UInt64 = SlotGrid.allowed.lowerBound, capacity: Int = 64 << 20, spool: String? = nil,
        spoolSize: UInt64 = Spool.standardSize
    ) {
        self.host = host
        self.port = port
        self.kinds = kinds
        self.interval = interval
        self.minimumInterval = minimumInterval
        self.capacity = capacity
        self.spool = spool
        self.spoolSize = spoolSize
    }
}
