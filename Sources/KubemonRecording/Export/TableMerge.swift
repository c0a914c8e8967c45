/// Joins two CSV tables on their time and, where both have it, their node.
///
/// All rows of both are kept; a row without a partner gets empty cells (an outer join). Several rows of one table may have
/// the same time and node, as in `disks.csv`: each is joined with the one row of the other table. Where both have several,
/// because a clock was set back and the time was there twice, those of one run and sample are joined. The rows come in the
/// order of time, then node.
///
/// Memory: 32 bytes for every row of both tables; the rows themselves are read when their turn comes, so both must be
/// regular files.
public struct TableMerge {
    /// One row of a table.
    private struct Entry {
        var time: UInt64
        var offset: UInt64
        var node: Int
        var line: Int
    }

    private struct Table {
        var reader: CSVReader
        var header: [String] = []
        var timeColumn = 0
        var nodeColumn: Int?
        /// The columns that name the sample of a row: `run` and `seq`.
        var sampleColumns: [Int] = []
        var entries: [Entry] = []
        /// Columns that are no key.
        var columns: [Int] = []
    }

    private var tables: [Table]
    private let hasNode: Bool
    private let timeName: String
    /// Names of nodes, by their number in entries.
    private var nodes: [String] = []
    private var numbers: [String: Int] = [:]

    /// Reads the keys of two open files, from their beginning. The caller closes them.
    ///
    /// - Throws: ``MergeError``.
    public init(_ first: Int32, _ second: Int32, files: any FileSystem = SystemFiles()) throws(MergeError) {
        tables = [first, second].map {
            Table(reader: CSVReader(files: files, file: $0, allowsCarriageReturn: true))
        }
        for index in 0..<2 {
            guard try Self.next(&tables[index], index) else { throw .noHeader(file: index) }
            tables[index].header = tables[index].reader.texts
            let header = tables[index].header
            if let doubled = header.indices.first(where: { header[..<$0].contains(header[$0]) }) {
                throw .doubledColumn(file: index, name: header[doubled])
            }
        }
        // The files of the original's layout have their time in the last column, under another name.
        let tables = tables
        let time = ["time", "timestamp"].first { name in tables.allSatisfy { $0.header.contains(name) } }
        guard let time else {
            throw .noTime(file: tables[0].header.contains("time") ? 1 : 0)
        }
        timeName = time
        hasNode = tables.allSatisfy { $0.header.contains("node") }
        for index in 0..<2 { try readKeys(index) }
    }

    /// Passes the joined table to `write`, piece by piece.
    ///
    /// - Throws: ``MergeError/ambiguous(time:node:)`` where both tables have several rows of one time and node; what
    ///   `write` throws as ``MergeError/writing(_:)``.
    public mutating func run(_ write: (Span<UInt8>) throws(FileFailure) -> Void) throws(MergeError) {
        var lines = LineBuffer(capacity: 1 << 17)
        printHeader(&lines)
        var positions = [0, 0]
        while true {
            let keys = (0..<2).map {
                positions[$0] < tables[$0].entries.count ? tables[$0].entries[positions[$0]] : nil
            }
            guard let key = [keys[0], keys[1]].compactMap({ $0 }).min(by: isBefore) else { break }
            let groups = (0..<2).map { index in
                positions[
                    index]..<(tables[index].entries[positions[index]...].firstIndex { isBefore(key, $0) }
                    ?? tables[index].entries.count)
            }
            for parts in try split(groups) {
                for row in 0..<max(parts[0].count, parts[1].count) {
                    try print(row, of: parts, to: &lines)
                    if lines.count > 1 << 16 { try Self.flush(&lines, write) }
                }
            }
            positions = groups.map(\.upperBound)
        }
        try Self.flush(&lines, write)
    }

    /// The rows of one time and node in parts of which at most one table has several rows: all of them, or those of each
    /// sample.
    private mutating func split(_ groups: [Range<Int>]) throws(MergeError) -> [[[Int]]] {
        let rows = groups.map(Array.init)
        guard rows[0].count > 1, rows[1].count > 1 else { return [rows] }
        var samples: [String] = []
        var parts: [[[Int]]] = []
        for index in 0..<2 {
            for row in rows[index] {
                try read(row, of: index)
                let sample = tables[index].sampleColumns.map { tables[index].reader.text($0) }.joined(separator: " ")
                let place = samples.firstIndex(of: sample) ?? samples.count
                if place == samples.count {
                    samples.append(sample)
                    parts.append([[], []])
                }
                parts[place][index].append(row)
            }
        }
        // Samples of different runs have nothing in common that says which belong together.
        let isClear = parts.allSatisfy { $0[0].count <= 1 || $0[1].count <= 1 }
        guard isClear, parts.contains(where: { !$0[0].isEmpty && !$0[1].isEmpty }) else {
            let entry = tables[0].entries[rows[0][0]]
            throw .ambiguous(time: TimeText.text(entry.time), node: hasNode ? nodes[entry.node] : nil)
        }
        return parts
    }

    /// Goes to a row that was read before.
    private mutating func read(_ row: Int, of index: Int) throws(MergeError) {
        let entry = tables[index].entries[row]
        tables[index].reader.seek(to: entry.offset, line: entry.line)
        guard try Self.next(&tables[index], index) else { throw .changed(file: index) }
    }

    private func isBefore(_ one: Entry, _ other: Entry) -> Bool {
        (one.time, one.node) < (other.time, other.node)
    }

    /// Prints one row: the key from whichever table has it, then the other cells of both.
    private mutating func print(_ row: Int, of parts: [[Int]], to lines: inout LineBuffer) throws(MergeError) {
        // The single row of a table stands beside each of the other's.
        for index in 0..<2 where !parts[index].isEmpty && (row == 0 || parts[index].count > 1) {
            try read(parts[index][row], of: index)
        }
        let owner = tables[parts[0].isEmpty ? 1 : 0]
        lines.append(cell: owner.reader.bytes(owner.timeColumn))
        if let node = owner.nodeColumn { lines.append(cell: owner.reader.bytes(node)) }
        for index in 0..<2 {
            if parts[index].isEmpty {
                lines.append(emptyCells: tables[index].columns.count)
            } else {
                for column in tables[index].columns { lines.append(cell: tables[index].reader.bytes(column)) }
            }
        }
        lines.endLine()
    }

    /// Names that both tables have get the number of their table: `run_1`, `run_2`.
    private func printHeader(_ lines: inout LineBuffer) {
        var used: Set<String> = [timeName]
        lines.append(cell: timeName)
        if hasNode {
            lines.append(cell: "node")
            used.insert("node")
        }
        let names = tables.map { table in table.columns.map { table.header[$0] } }
        used.formUnion(names[0])
        used.formUnion(names[1])
        let shared = Set(names[0]).intersection(names[1])
        for index in 0..<2 {
            for name in names[index] {
                var result = name
                if shared.contains(name) {
                    repeat { result += "_\(index + 1)" } while used.contains(result)
                    used.insert(result)
                }
                lines.append(cell: result)
            }
        }
        lines.endLine()
    }

    /// Reads where the rows of a table stand and sorts them.
    private mutating func readKeys(_ index: Int) throws(MergeError) {
        let header = tables[index].header
        guard let timeColumn = header.firstIndex(of: timeName) else { throw .noTime(file: index) }
        tables[index].timeColumn = timeColumn
        tables[index].nodeColumn = hasNode ? header.firstIndex(of: "node") : nil
        let isSample = tables.allSatisfy { $0.header.contains("run") && $0.header.contains("seq") }
        tables[index].sampleColumns = isSample ? ["run", "seq"].compactMap(header.firstIndex) : []
        tables[index].columns = header.indices.filter { $0 != timeColumn && $0 != tables[index].nodeColumn }
        while try Self.next(&tables[index], index) {
            let reader = tables[index].reader
            guard reader.count == header.count, case .instant(let time) = ExportTime(reader.text(timeColumn)) else {
                throw .malformed(file: index, line: reader.line)
            }
            let node = tables[index].nodeColumn.map { number(of: reader.text($0)) } ?? 0
            tables[index].entries.append(Entry(time: time, offset: reader.rowOffset, node: node, line: reader.line))
        }
        // The rows of one time and node stay in their order.
        tables[index].entries.sort { ($0.time, $0.node, $0.offset) < ($1.time, $1.node, $1.offset) }
    }

    private mutating func number(of node: String) -> Int {
        if let number = numbers[node] { return number }
        nodes.append(node)
        numbers[node] = nodes.count - 1
        return nodes.count - 1
    }

    private static func next(_ table: inout Table, _ index: Int) throws(MergeError) -> Bool {
        do throws(CSVError) {
            return try table.reader.next()
        } catch {
            switch error {
            case .malformed(let line), .truncated(let line): throw .malformed(file: index, line: line)
            case .file(let failure): throw .reading(file: index, failure)
            }
        }
    }

    private static func flush(
        _ lines: inout LineBuffer, _ write: (Span<UInt8>) throws(FileFailure) -> Void
    ) throws(MergeError) {
        do throws(FileFailure) {
            try lines.withBytes(write)
        } catch {
            throw .writing(error)
        }
        lines.removeAll()
    }
}
