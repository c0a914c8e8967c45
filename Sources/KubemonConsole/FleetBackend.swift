public import KubemonDashboard
public import KubemonProtocol
public import KubemonStore

/// Where the console's numbers come from and where its commands go: the collector of this process, one elsewhere or a
/// recording.
public protocol FleetBackend: Sendable {
    /// The fleet as it stands, with the histories that are asked for.
    func snapshot(historyOf request: HistoryRequest) -> FleetSnapshot
    /// The fleet at another time, `nil` if there is no sample then. A recording that is played goes there.
    ///
    /// - Parameter wall: from where, ns.
    func travel(_ target: TimeTarget, from wall: UInt64, historyOf request: HistoryRequest) -> FleetSnapshot?
    /// Whether ``travel(_:from:historyOf:)`` answers in the time of a key, and what it answers is where the fleet stands then.
    var travelsAtOnce: Bool { get }
    /// Changes how a recording is played; nothing else has a use for it.
    func play(_ order: PlaybackOrder)
    /// Opens the recording at `path`, which may take as long as reading all of it does.
    func replay(_ path: String) -> ReplayAnswer
    /// Carries out a command; `reply` is called once, from any thread.
    func execute(_ command: String, reply: @escaping @Sendable (CommandReply) -> Void)
    /// Says what is known of a directory that a recording might be made in, and what its text can be completed to.
    func check(directory text: String, completing: Bool) -> DirectoryCheck
    /// Writes a table to a file in the data directory and says where, or why not.
    func save(table csv: String, as name: String) -> CommandReply
}

extension FleetBackend {
    /// What lives decodes earlier samples beside the keys.
    public var travelsAtOnce: Bool { false }

    /// What lives is not played.
    public func play(_ order: PlaybackOrder) {}

    /// Only a collector of this process has its recordings at hand.
    public func replay(_ path: String) -> ReplayAnswer { .refused("\(path) can't be read from here") }
}
