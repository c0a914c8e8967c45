/// The base unit a metric is recorded in; its suffix ends the column's name (R11).
public enum Unit: String, CaseIterable, Sendable {
    /// A dimensionless number: events, processes, sockets. Adds no suffix.
    case count = ""
    /// Microseconds.
    case microseconds = "usec"
    /// Nanoseconds.
    case nanoseconds = "nsec"
    /// Bytes.
    case bytes
    /// Memory pages of the machine; their size stands in the recording's manifest.
    case pages
    /// Hundredths of a whole, as the kernel prints pressure averages.
    case percent
}
