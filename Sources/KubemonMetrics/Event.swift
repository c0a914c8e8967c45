/// Something that happened at an instant, as it stands in `events.csv` and in the console.
public struct Event: Sendable, Hashable {
    /// What happened. The raw value is the text in `events.csv`.
    public enum Kind: String, CaseIterable, Sendable {
        /// A user's note.
        case marker
        /// A container appeared.
        case containerStarted = "container_started"
        /// A container that had run before appeared again.
        case containerRestarted = "container_restarted"
        /// A container ended.
        case containerStopped = "container_stopped"
        /// The kernel killed a process for want of memory.
        case oomKill = "oom_kill"
        /// A monitor connected.
        case monitorConnected = "monitor_connected"
        /// A monitor's connection ended or fell silent.
        case monitorLost = "monitor_lost"
        /// A monitor missed slots because sampling took too long.
        case overrun
        /// The wall clock was set (R9).
        case clockStep = "clock_step"
        /// When a recording was stopped a node had samples behind its last slot, because their clocks differ (R13).
        case clockAhead = "clock_ahead"
        /// Samples are missing (R18).
        case gap
        /// A monitor sends a column that the recording does not have (R12).
        case unknownColumn = "unknown_column"
        /// A kernel file that should be readable is not.
        case unreadable
        /// A monitor's spool can't be written, or can be again (R3).
        case spool
        /// A recording started, stopped, resumed or failed.
        case recording
        /// A connection or command was refused.
        case refused
    }

    /// When it happened: wall clock, nanoseconds since 1970 UTC.
    public var wall: UInt64
    /// What happened.
    public var kind: Kind
    /// The entity it happened to, within the monitor's epoch; 0 if none.
    public var entity: UInt32
    /// One line of text for people. May hold any characters.
    public var text: String

    /// Describes an event.
    public init(wall: UInt64, kind: Kind, entity: UInt32 = 0, text: String) {
        self.wall = wall
        self.kind = kind
        self.entity = entity
        self.text = text
    }
}
