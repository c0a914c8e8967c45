/// What is exported of a recording, and how.
public struct ExportOptions: Sendable {
    /// What stands in the columns of counters.
    public enum Values: String, CaseIterable, Sendable {
        /// What the recording holds.
        case raw
        /// The difference to the last value.
        case delta
        /// The difference to the value of the row before, per second.
        case rate
    }

    /// Which files are made.
    public enum Layout: String, CaseIterable, Sendable {
        /// The tables of the recording.
        case tables
        /// The files of the Python original: one per machine, container and process.
        case kubemon
    }

    /// What stands in the columns of counters; the layout of the original always holds differences.
    public var values = Values.raw
    /// Which files are made.
    public var layout = Layout.tables
    /// The first instant that is exported.
    public var from: ExportTime?
    /// The first instant that is not exported any more.
    public var to: ExportTime?
    /// Names of the nodes that are exported; all if there are none.
    public var nodes: [String] = []
    /// Container ids or the beginnings of some, names, or `namespace/pod/container`; all containers if there are none.
    public var containers: [String] = []
    /// Seconds that the local time of the original's timestamps is ahead of UTC; `nil` is the time of this machine.
    public var utcOffset: Int?

    /// Everything as it was recorded.
    public init() {}
}
