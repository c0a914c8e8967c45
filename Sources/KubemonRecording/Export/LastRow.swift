/// What is remembered of an entity's last row.
final class LastRow {
    /// Number of its sample.
    var sequence: UInt64 = 0
    /// When it was read, ns since 1970 UTC.
    var wall: UInt64 = 0
    /// The last value of each counter.
    var values: [UInt64?]
    /// Whether the value stood in that row, and not in one before it.
    var isCurrent: [Bool]

    /// An entity without a row so far.
    init(columns: Int) {
        values = Array(repeating: nil, count: columns)
        isCurrent = Array(repeating: false, count: columns)
    }
}
