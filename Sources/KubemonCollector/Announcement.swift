import KubemonMetrics
import KubemonProtocol

/// What the recorder must know of a monitor's run before its first item.
struct Announcement: Sendable {
    /// The run.
    var source: StreamSource
    /// What the monitor said of itself.
    var hello: Hello
    /// The entities that are alive before the next item.
    var entities: [Entity]
    /// Events from before which still hold.
    var standing: [StreamItem]
    /// What its monitor has that this version can't record, an event per table (R12).
    var unknownColumns: [Event]
    /// The first slot of what it has sent and the recorder could not take; `nil` if there is no such.
    var missedSince: UInt64?
}
