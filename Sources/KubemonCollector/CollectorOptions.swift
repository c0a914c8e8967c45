import KubemonHistory
public import KubemonTransport

/// How a collector works.
public struct CollectorOptions: Sendable {
    /// Name or address that monitors connect to.
    public var host = "127.0.0.1"
    /// Port that monitors connect to; 0 lets the kernel choose.
    public var port = 9822
    /// Port that commands go to, on the same address; 0 lets the kernel choose.
    public var controlPort = 9880
    /// Where recordings are made.
    public var dataDirectory = "./kubemon-data"
    /// Where the collector keeps what must survive it: the path of the active recording (R15).
    public var stateDirectory = ""
    /// The same for people who must name it, from the root; empty where commands look there by themselves.
    public var namedStateDirectory = ""
    /// Sampling interval of all monitors, ns (R8).
    public var interval: UInt64 = 5_000_000_000
    /// Names of the nodes that are expected (R13).
    public var expectedNodes: [String] = []
    /// How many nodes are expected where their names are not known; 0 if the user did not say.
    public var expectedCount = 0
    /// Whom it lets in; plain TCP until somebody says otherwise.
    public var security = ServerSecurity.plain
    /// What it lets connections use up before it is known who is there, and how many there may be.
    public var limits = Gate.Limits()
    /// Most bytes of samples kept in memory so that the console can go back in time.
    public var historyBytes = FleetHistory.usualCapacity
    /// How long a recording that was stopped waits for its last samples (R17), ns.
    public var drainTime: UInt64 = 30_000_000_000
    /// How long after its start monitors that it does not know of may come back to a recording that goes on, ns: as long as
    /// they pause between two attempts, and some time to connect.
    public var returnTime: UInt64 = 12_000_000_000
    /// Room on the disk below which the alarm is raised (R16), bytes; `nil` for 1 GiB or 5 %, whichever is less.
    public var keepFree: UInt64?
    /// Version of this build.
    public var version = ""

    /// A collector on loopback.
    public init() {}
}
