public import KubemonMetrics

/// The newest rows of one kind and the ones before, from which rates are computed.
public struct KindTable: Sendable {
    /// Rows of the newest tick.
    public var current: Table
    /// Rows of the tick before, of the same epoch; without rows if there is none.
    public var previous: Table
    /// Monotonic nanoseconds between the two; 0 if there is no previous tick.
    public var interval: UInt64

    /// Pairs two tables.
    public init(current: Table, previous: Table, interval: UInt64) {
        self.current = current
        self.previous = previous
        self.interval = interval
    }

    /// Increase per second of the counter in `column` of `row`, or `nil` after a reset, at a first row, or if missing.
    public func rate(row: Int, column: Int) -> Double? {
        guard let old = previous.row(of: current.entities[row]) else { return nil }
        return Rate.perSecond(current[row, column], previous[old, column], interval: interval)
    }
}
