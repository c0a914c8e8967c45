/// Where the rows of one table stand: per node and run, sequence numbers never go down.
struct RowOrder {
    private let runColumn: Int?
    private let sequenceColumn: Int?
    private let nodeColumn: Int?
    private var last: [String: UInt64] = [:]

    init(header: [String]) {
        runColumn = header.firstIndex(of: "run")
        sequenceColumn = header.firstIndex(of: "seq")
        nodeColumn = header.firstIndex(of: "node")
    }

    /// Node and run of a row and whether it is in order; `nil` if its cells are no numbers.
    mutating func place(of row: CSVReader) -> (node: String, run: UInt64, isAscending: Bool)? {
        guard let runColumn, let sequenceColumn, let nodeColumn, let run = UInt64(row.text(runColumn)),
            let sequence = UInt64(row.text(sequenceColumn))
        else { return nil }
        let node = row.text(nodeColumn)
        let key = "\(run) \(node)"
        let isAscending = sequence >= last[key] ?? 0
        last[key] = sequence
        return (node, run, isAscending)
    }
}
