import KubemonMetrics

/// One invented entity: its description and what its row says.
struct FakeRow {
    var entity: Entity
    /// Values of gauges and of counters, by the names of the catalogue.
    var values: [String: UInt64] = [:]
    /// Growth of counters per second.
    var rates: [String: Double] = [:]
    /// Metrics that are not available; a name that ends in `*` stands for all that begin so.
    var missing: [String] = []
    /// Whether it was not there at the tick before.
    var isYoung = false

    private func isMissing(_ name: String) -> Bool {
        missing.contains { $0.hasSuffix("*") ? name.hasPrefix($0.dropLast()) : $0 == name }
    }

    /// The rows as a table of the catalogue.
    static func table(
        _ kind: EntityKind, _ rows: [FakeRow], defaults: (Metric, Int) -> UInt64
    ) -> (
        current: Table, previous: Table
    ) {
        let schema = Schema.of(kind)
        var (current, previous) = (Table(columnCount: schema.count), Table(columnCount: schema.count))
        for (index, row) in rows.enumerated() {
            let place = current.appendRow(entity: row.entity.number)
            if !row.isYoung { previous.appendRow(entity: row.entity.number) }
            for (column, metric) in schema.metrics.enumerated() where !row.isMissing(metric.name) {
                let usual = defaults(metric, index)
                let base = row.values[metric.name] ?? (metric.kind == .counter ? 1_000_000_000 : usual)
                let growth = row.rates[metric.name].map { UInt64($0) } ?? (metric.kind == .counter ? usual : 0)
                current[place, column] = base &+ growth
                if !row.isYoung { previous[previous.rowCount - 1, column] = base }
            }
        }
        return (current, previous)
    }
}
