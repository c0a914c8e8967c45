/// What the console says of the collector itself.
public struct CollectorFacts: Sendable, Hashable {
    /// Address and port that monitors connect to.
    public var monitorAddress = ""
    /// Name of the collector's machine; empty where it is not known.
    public var hostName = ""
    /// Address and port that commands go to.
    public var controlAddress = ""
    /// Whether connections are TLS with keys; else they are plain TCP.
    public var isEncrypted = false
    /// Who is connected to the command port.
    public var commandClients: [CommandClient] = []
    /// Where recordings are made.
    public var dataDirectory = ""
    /// Where it keeps its keys; empty where commands on its machine find them by themselves.
    public var stateDirectory = ""
    /// Free bytes in the data directory; `nil` if unknown.
    public var freeBytes: UInt64?
    /// What is said of the disk if it is nearly full; empty while it is not.
    public var diskWarning = ""
    /// Why the recording that the command line asks for is not made; empty otherwise.
    public var recordWarning = ""
    /// Names of the nodes that are expected.
    public var expectedNodes: [String] = []
    /// How many nodes are expected; 0 if the user did not say.
    public var expectedCount = 0
    /// CPU of this process, percent of one core.
    public var cpu: Double?
    /// Resident memory of this process, bytes.
    public var resident: UInt64 = 0
    /// Whether there is none: all that is shown is invented.
    public var isDemo = false
    /// Version of this collector.
    public var version = ""

    /// A collector of which nothing is known yet.
    public init() {}
}
