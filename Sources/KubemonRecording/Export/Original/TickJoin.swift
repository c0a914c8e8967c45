/// Finds the rows of a table that belong to a given sample, while another table is read from its beginning to its end.
///
/// All tables of a recording have their samples in one order, so what stands before a sample that was found is never asked
/// for again. Reading ahead ends at ``longest`` rows; memory does not grow with the table.
struct TickJoin {
    /// A row: the cells that tell its entity, and numbers.
    struct Row {
        let key: [ArraySlice<UInt8>]
        let values: [UInt64?]
    }

    private struct Group {
        let run: RowKey
        let sequence: UInt64
        var rows: [Row]
    }

    /// So many rows are kept at most while one is looked for.
    static let longest = 1 << 16

    private var reader: TableReader
    private let keyColumns: [Int]
    private let valueColumns: [Int?]
    /// Rows that were read and not found yet, in their order.
    private var waiting: [Group] = []
    private var waitingRows = 0
    /// The newest sample of each run that was read.
    private var newest: [RowKey: UInt64] = [:]
    private var found = Group(run: RowKey(), sequence: 0, rows: [])
    private var isAtEnd = false
    /// Whether the reader stands on a row that was not taken yet.
    private var hasRow = false

    /// - Parameters:
    ///   - keys: columns for ``Row/key``; those that the table lacks are left out.
    ///   - values: columns for ``Row/values``; a column that the table lacks has no values.
    init(_ reader: TableReader, keys: [String], values: [String]) {
        self.reader = reader
        keyColumns = keys.compactMap(reader.index)
        valueColumns = values.map(reader.index)
    }

    /// The rows of a sample; none if it has none.
    mutating func rows(of head: RowHead) throws(ExportError) -> [Row] {
        if found.sequence == head.sequence, found.run == head.run { return found.rows }
        var position = 0
        while true {
            while position < waiting.count {
                if waiting[position].sequence == head.sequence, waiting[position].run == head.run {
                    found = waiting[position]
                    waitingRows -= waiting[...position].reduce(0) { $0 + $1.rows.count }
                    waiting.removeFirst(position + 1)
                    return found.rows
                }
                position += 1
            }
            guard newest[head.run] ?? 0 < head.sequence, waitingRows < Self.longest, try readGroup() else { break }
        }
        found = Group(run: head.run, sequence: head.sequence, rows: [])
        return []
    }

    /// Reads the rows of the next sample.
    private mutating func readGroup() throws(ExportError) -> Bool {
        var group: Group?
        while !isAtEnd {
            if !hasRow {
                guard try reader.next() else {
                    isAtEnd = true
                    break
                }
            }
            hasRow = true
            let head = try reader.head()
            if let group, group.sequence != head.sequence || group.run != head.run { break }
            let row = Row(
                key: keyColumns.map { reader.bytes($0) },
                values: valueColumns.map { $0.flatMap { reader.number($0) } })
            if group == nil { group = Group(run: head.run, sequence: head.sequence, rows: []) }
            group?.rows.append(row)
            hasRow = false
        }
        guard let group else { return false }
        newest[group.run] = group.sequence
        waitingRows += group.rows.count
        waiting.append(group)
        return true
    }
}
