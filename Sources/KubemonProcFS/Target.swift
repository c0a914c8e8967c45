public import KubemonMetrics

/// One number to take from a file: where it stands and which column it goes to.
public struct Target: Sendable, Hashable {
    /// Position of the metric in its schema.
    public let column: Int
    /// Where the number stands.
    public let locator: Locator
    /// How it is written and stored.
    public let encoding: Metric.Encoding

    /// Pairs a place with a column.
    public init(column: Int, locator: Locator, encoding: Metric.Encoding) {
        self.column = column
        self.locator = locator
        self.encoding = encoding
    }
}
