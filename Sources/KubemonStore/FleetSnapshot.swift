public import KubemonMetrics

/// All that the console shows, at one instant, by value: whoever holds it can take its time.
public struct FleetSnapshot: Sendable {
    /// Tells it from all other snapshots of this process, apart from the histories in it; 0 is one that was made by hand
    /// and may have been changed since.
    public var number: UInt64 = 0
    /// Wall clock of the collector, nanoseconds since 1970 UTC.
    public var wall: UInt64 = 0
    /// Monotonic clock of the collector, ns; the one that `RecordingProgress.lastCommit` is on.
    public var monotonic: UInt64 = 0
    /// Sampling interval in force, ns.
    public var interval: UInt64 = 0
    /// The nodes by name, lost ones included.
    public var nodes: [NodeSnapshot] = []
    /// What happened, oldest first; bounded.
    public var events: [FleetEvent] = []
    /// What will have happened after ``wall``, oldest first; only of a recording that is played.
    public var laterEvents: [FleetEvent] = []
    /// The running recording, or `nil`.
    public var recording: RecordingProgress?
    /// The recordings in the data directory, newest first; the running one is among them.
    public var recordings: [RecordingSummary] = []
    /// The collector itself.
    public var collector = CollectorFacts()
    /// Where all this comes from.
    public var origin = FleetOrigin.own
    /// How far back one can go.
    public var extent = HistoryExtent()
    /// The histories that were asked for.
    public var request = HistoryRequest()
    /// History of the node that the console asked for; empty otherwise.
    public var history = History()
    /// History of the container or process that the console asked for; empty otherwise.
    public var subjectHistory = History()
    /// History of the container that counts the network of the subject's pod; empty otherwise.
    public var networkHistory = History()
    /// CPUs used in the last ticks by those that the console asked for, oldest first; at most 60, NaN where there is none.
    public var recentCPU: [EntityKey: [Float]] = [:]

    /// Whether something is recorded, or will be when its disk works again.
    public var isRecordingOpen: Bool { recording.map { !$0.isOver } ?? false }

    /// An empty fleet.
    public init() {}

    /// Replaces the histories by those of a newer snapshot and leaves all else as it was.
    public mutating func takeHistories(of newer: FleetSnapshot) {
        request = newer.request
        (history, subjectHistory, networkHistory) = (newer.history, newer.subjectHistory, newer.networkHistory)
        recentCPU = newer.recentCPU
    }
}
