public import KubemonMetrics

/// One monitor's connection as the collector sees it.
public struct MonitorSnapshot: Sendable, Hashable {
    /// Address and port of the other end; the last one known if it is lost.
    public var address = ""
    /// Name of the key that it gave (TLS); `nil` on plain TCP.
    public var key: String?
    /// Whether a connection is open.
    public var isConnected = false
    /// When the connection was made or, if it is lost, ended; wall ns.
    public var since: UInt64 = 0
    /// Random number of the monitor's run.
    public var epoch: UInt64 = 0
    /// What it samples.
    public var kinds: [EntityKind] = []
    /// Its version.
    public var version = ""
    /// Its sampling interval, ns.
    public var interval: UInt64 = 0
    /// The last sequence number received.
    public var sequence: UInt64 = 0
    /// Ns since the last frame of any kind.
    public var silence: UInt64 = 0
    /// Bytes received per second over the last interval.
    public var bytesPerSecond: Double = 0
    /// Round trip of the last heartbeat, ns; `nil` before the first.
    public var roundTrip: UInt64?
    /// Collector's wall clock minus the node's, ns; `nil` before the first heartbeat.
    public var clockOffset: Int64?
    /// CPU of the monitor, percent of one core.
    public var cpu: Double?
    /// Resident memory of the monitor, bytes.
    public var resident: UInt64?
    /// Items lost since the monitor started.
    public var dropped: UInt64 = 0
    /// Slots missed since the monitor started.
    public var overruns: UInt64 = 0
    /// How often it connected again.
    public var reconnects: UInt64 = 0

    /// A monitor of which nothing is known yet.
    public init() {}
}
