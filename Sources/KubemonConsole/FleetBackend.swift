public import KubemonDashboard
public import KubemonProtocol
public import KubemonStore

/// Where the console's numbers come from and where its commands go: the collector of this process now, one elsewhere or a
/// recording later.
public protocol FleetBackend: Sendable {
    /// The fleet as it stands, with the histories that are asked for.
    func snapshot(historyOf request: HistoryRequest) -> FleetSnapshot
    /// Carries out a command; `reply` is called once, from any thread.
    func execute(_ command: String, reply: @escaping @Sendable (CommandReply) -> Void)
    /// Says what is known of a directory that a recording might be made in, and what its text can be completed to.
    func check(directory text: String, completing: Bool) -> DirectoryCheck
    /// Writes a table to a file in the data directory and says where, or why not.
    func save(table csv: String, as name: String) -> CommandReply
}
