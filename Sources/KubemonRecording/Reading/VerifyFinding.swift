/// Something that is wrong with a recording.
public enum VerifyFinding: Hashable, Sendable {
    /// It can't be examined as a whole.
    case unreadable(RecordingError)
    /// A table is missing.
    case missing(table: String)
    /// A table has other bytes than the manifest says or, while it is written, fewer than the last commit.
    case length(table: String, found: UInt64, expected: UInt64)
    /// The bytes of a table are not those that were written.
    case checksum(table: String)
    /// A line is no CSV.
    case malformed(table: String, line: Int)
    /// A row has more or fewer fields than the header.
    case fieldCount(table: String, line: Int, found: Int, expected: Int)
    /// A cell of `time`, `run` or `seq` is no number or time.
    case cell(table: String, line: Int)
    /// The sequence number of a row is below that of the row before of the same node and run.
    case order(table: String, line: Int)
    /// A row of the same entity in the same sample stands above.
    case double(table: String, line: Int)
    /// A table has other rows than the manifest or the last commit says.
    case rowCount(table: String, found: UInt64, expected: UInt64)
    /// Slots without rows and without a gap in `events.csv`, as times.
    case hole(node: String, run: UInt64, first: String, last: String)
    /// Slots with rows which a gap in `events.csv` says are lost, as times.
    case declaredLost(node: String, run: UInt64, first: String, last: String)
}
