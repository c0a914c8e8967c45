/// Something that is at or above its limit.
struct Alarm: Sendable, Equatable {
    /// What it is about.
    struct ID: Hashable, Sendable {
        var kind: AlarmKind
        /// The row that is marked.
        var row: RowID
    }

    var id: ID
    /// Name of the node; empty if it is the collector's.
    var node: String
    /// What it is about, in words: a container's or node's name.
    var subject: String
    var value: Double
    /// When the value came to its limit, wall ns.
    var since: UInt64
    /// When the value was at its limit last, wall ns.
    var lastReached: UInt64
    /// Whether it has been so for long enough.
    var isRaised = false
}
