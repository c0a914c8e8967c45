import KubemonMetrics

/// One table: what its columns mean, and how much of it there was when the manifest was written.
struct ManifestTable: Codable, Equatable {
    /// One column of a metric.
    struct Column: Codable, Equatable {
        var column: String
        var metric: String
        var unit: String
        var kind: String
        /// How the cell is written: `integer`, `signed`, `hundredths` (two decimals) or `limit` (`max` is no limit).
        var encoding: String
        var meaning: String
        /// Where the kernel says it, the first that exists; empty for what a monitor measures of itself.
        var sources: [String]

        init(_ metric: Metric) {
            column = metric.column
            self.metric = metric.name
            unit = metric.unit.rawValue
            kind = metric.kind.rawValue
            encoding = String(describing: metric.encoding)
            meaning = metric.summary
            sources = metric.locators.map(\.text)
        }
    }

    /// Name of the file.
    var file: String
    /// The columns before the metrics.
    var identity: [String]
    var columns: [Column]
    var rows: UInt64 = 0
    var bytes: UInt64 = 0
    /// CRC-32C of those bytes, hexadecimal.
    var crc32c = ""

    /// What was counted of it.
    var extent: TableExtent {
        TableExtent(length: bytes, checksum: CRC32C(UInt32(crc32c, radix: 16) ?? 0), rows: rows)
    }
}
