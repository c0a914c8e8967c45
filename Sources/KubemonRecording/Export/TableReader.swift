import KubemonMetrics

/// Reads the rows of one table of a recording: cells, and the numbers that every row of a kind begins with.
struct TableReader {
    /// Name of the file.
    let name: String
    /// Names of the columns.
    let header: [String]
    private var reader: CSVReader
    private let places: [Int?]

    /// Reads a table from its beginning and checks its header.
    init(_ table: OpenedRecording.Table, files: any FileSystem) throws(ExportError) {
        name = table.description.file
        header = table.header
        places = ["time", "time_ns", "interval_ns", "run", "seq", "node"].map(table.header.firstIndex)
        reader = CSVReader(files: files, file: table.file, limit: table.length)
        guard try advance(), reader.texts == header else { throw .recording(.damaged(.malformedTable(name))) }
    }

    /// Number of cells of the row.
    var count: Int { reader.count }
    /// The bytes of a cell.
    func bytes(_ column: Int) -> ArraySlice<UInt8> { reader.bytes(column) }
    /// A cell as text.
    func text(_ column: Int) -> String { reader.text(column) }
    /// A cell as a number; `nil` if it is anything else.
    func number(_ column: Int) -> UInt64? { reader.number(column) }

    /// The row is not as it was written.
    var malformed: ExportError { .malformed(table: name, line: reader.line) }

    /// Position of a column.
    func index(of column: String) -> Int? { header.firstIndex(of: column) }

    /// Goes to the next row; false at the end.
    mutating func next() throws(ExportError) -> Bool {
        guard try advance() else { return false }
        guard reader.count == header.count else { throw malformed }
        return true
    }

    /// Begin of the row's slot or, of an event, when it happened; ns since 1970 UTC.
    var time: UInt64? { places[0].flatMap { TimeText.parse(Array(reader.bytes($0)).span) } }

    /// The cell of the node; empty where it belongs to none.
    var node: ArraySlice<UInt8> { places[5].map { reader.bytes($0) } ?? [] }

    /// Run and number of the sample that the row belongs to; `nil` where it belongs to none.
    var place: (run: UInt64, sequence: UInt64)? {
        guard let run = places[3].flatMap({ reader.number($0) }),
            let sequence = places[4].flatMap({ reader.number($0) })
        else { return nil }
        return (run, sequence)
    }

    /// What every row of a kind begins with.
    func head() throws(ExportError) -> RowHead {
        guard let time, let place, let wall = places[1].flatMap({ reader.number($0) }) else { throw malformed }
        return RowHead(
            time: time, wall: wall, interval: places[2].flatMap { reader.number($0) }, sequence: place.sequence,
            run: RowKey(node: node, run: place.run))
    }

    private mutating func advance() throws(ExportError) -> Bool {
        do throws(CSVError) {
            return try reader.next()
        } catch {
            switch error {
            case .malformed(let line), .truncated(let line): throw .malformed(table: name, line: line)
            case .file(let failure): throw .reading(failure)
            }
        }
    }
}
