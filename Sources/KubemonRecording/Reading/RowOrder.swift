/// Where the rows of one table stand: per node and run, sequence numbers never go down.
struct RowOrder {
    private let runColumn: Int?
    private let sequenceColumn: Int?
    private let nodeColumn: Int?
    /// The columns after `node` that name the entity.
    private let identity: Range<Int>
    private var last: [String: (sequence: UInt64, entities: Set<[UInt8]>)] = [:]

    /// - Parameter identity: how many columns after `node` name the entity.
    init(header: [String], identity: Int) {
        runColumn = header.firstIndex(of: "run")
        sequenceColumn = header.firstIndex(of: "seq")
        nodeColumn = header.firstIndex(of: "node")
        let first = (nodeColumn ?? 0) + 1
        self.identity = first..<(first + identity)
    }

    /// Node and run of a row, whether it is in order and whether it is new; `nil` if its cells are no numbers.
    mutating func place(of row: CSVReader) -> (node: String, run: UInt64, isAscending: Bool, isNew: Bool)? {
        guard let runColumn, let sequenceColumn, let nodeColumn, let run = UInt64(row.text(runColumn)),
            let sequence = UInt64(row.text(sequenceColumn))
        else { return nil }
        let node = row.text(nodeColumn)
        let key = "\(run) \(node)"
        let isAscending = sequence >= last[key]?.sequence ?? 0
        if last[key]?.sequence != sequence { last[key] = (sequence, []) }
        var entity: [UInt8] = []
        for column in identity where column < row.count { entity += row.bytes(column) + [0] }
        // Two entities that nobody described look the same.
        let isNamed = identity.isEmpty || entity.contains { $0 != 0 }
        let isNew = !isNamed || last[key]?.entities.insert(entity).inserted ?? true
        return (node, run, isAscending, isNew)
    }
}
