import KubemonMetrics
import KubemonStore

/// The numbers of one row by the names of the catalogue: for panes, which show one row at a time.
struct RowValues {
    let table: KindTable
    let row: Int
    let kind: EntityKind

    /// A value as it stands, or `nil`.
    func value(_ name: String) -> UInt64? { Schema.of(kind).index(of: name).flatMap { table.current[row, $0] } }

    /// The same as a number to be shown.
    func number(_ name: String) -> Double? { value(name).map { Double($0) } }

    /// The increase per second of a counter, or `nil`.
    func rate(_ name: String) -> Double? {
        Schema.of(kind).index(of: name).flatMap { table.rate(row: row, column: $0) }
    }
}
