/// Where in one table the rows of which slots are.
///
/// The recorder's index is taken as a hint: what it leaves out is looked at in the table itself, and the blocks that are
/// used are compared with the table first.
struct ReplayIndex {
    /// In the order of the file, without a hole from the first row to ``end``.
    private(set) var blocks: [ReplayBlock] = []
    /// Where the first row begins.
    let begin: UInt64
    /// Where the last block ends.
    var end: UInt64 { blocks.last?.range.upperBound ?? begin }

    /// The index of a table whose rows begin at `begin`, from the lines that the recorder wrote.
    init(_ lines: [ReplayBlock], begin: UInt64, length: UInt64) {
        self.begin = begin
        var usable: [ReplayBlock] = []
        for block in lines.sorted(by: { $0.range.lowerBound < $1.range.lowerBound })
        where block.range.lowerBound >= usable.last?.range.upperBound ?? begin && block.range.upperBound <= length {
            usable.append(block)
        }
        blocks = usable
    }

    /// Lines of the index file called ``ReplayIndexWriter/fileName``, by table; none if there is no such file.
    static func read(in directory: Int32, files: any FileSystem) -> [String: [ReplayBlock]] {
        guard let bytes = try? files.contents(of: ReplayIndexWriter.fileName, in: directory) else { return [:] }
        var tables: [String: [ReplayBlock]] = [:]
        for line in bytes.split(separator: 0x0A) {
            if let (table, block) = ReplayBlock.parse(line) { tables[table, default: []].append(block) }
        }
        return tables
    }

    /// Looks at what the blocks leave out of the first `length` bytes.
    ///
    /// - Returns: whether that was more than what a recorder leaves out as long as it writes.
    @discardableResult
    mutating func complete(_ file: Int32, length: UInt64, files: any FileSystem) throws(FileFailure) -> Bool {
        var result: [ReplayBlock] = []
        var place = begin
        var scanned: UInt64 = 0
        for block in blocks {
            if block.range.lowerBound > place {
                result += try Self.scan(file, place..<block.range.lowerBound, files: files)
                scanned += block.range.lowerBound - place
                // What is no row at the end of it goes with the rows before.
                if let last = result.indices.last {
                    result[last].range = result[last].range.lowerBound..<block.range.lowerBound
                }
            }
            result.append(block)
            place = block.range.upperBound
        }
        if place < length {
            result += try Self.scan(file, place..<length, files: files)
            scanned += length - place
        }
        blocks = result
        return scanned > 8 * ReplayBlock.mostBytes
    }

    /// Adds what was written since to a table that is growing.
    mutating func extend(_ file: Int32, to length: UInt64, files: any FileSystem) throws(FileFailure) {
        guard length > end else { return }
        for block in try Self.scan(file, end..<length, files: files) {
            // The last blocks are short as long as the table grows second by second.
            if let last = blocks.last, !last.isFull {
                blocks[blocks.count - 1].add(through: block.range.upperBound, time: block.times.lowerBound)
                blocks[blocks.count - 1].add(through: block.range.upperBound, time: block.times.upperBound)
            } else {
                blocks.append(block)
            }
        }
    }

    private static func scan(
        _ file: Int32, _ range: Range<UInt64>, files: any FileSystem
    ) throws(FileFailure) -> [ReplayBlock] {
        var scanner = RowScanner(files, file, range)
        var blocks: [ReplayBlock] = []
        var isOpen = false
        while try scanner.next() {
            let begin = scanner.offset
            let end = begin + UInt64(scanner.line.count) + 1
            // What is no row is passed over with the rows around it.
            guard let time = scanner.time else { continue }
            if isOpen {
                blocks[blocks.count - 1].add(through: end, time: time)
            } else {
                let first = blocks.last?.range.upperBound ?? range.lowerBound
                blocks.append(
                    ReplayBlock(
                        range: first..<end, times: time...time,
                        head: ReplayBlock.head(of: scanner.bytes)))
            }
            isOpen = !blocks[blocks.count - 1].isFull
        }
        return blocks
    }

    /// Whether blocks are still those of the table: each begins behind a newline with the row that it began with.
    func isTrue(
        _ indices: some Sequence<Int>, _ file: Int32, files: any FileSystem
    ) throws(FileFailure) -> Bool {
        for index in indices {
            let begin = blocks[index].range.lowerBound
            var bytes = [UInt8](repeating: 0, count: ReplayBlock.headLength + 1)
            let count = try files.read(into: &bytes, from: file, at: begin - min(begin, 1))
            let row = bytes[..<count].dropFirst().prefix { $0 != 0x0A }
            guard begin > 0, bytes[0] == 0x0A, ReplayBlock.head(of: row) == blocks[index].head else { return false }
        }
        return true
    }

    /// A sample of positions, the first and the last block among them.
    var probes: [Int] {
        guard !blocks.isEmpty else { return [] }
        return Set((0...16).map { $0 * (blocks.count - 1) / 16 }).sorted()
    }

    /// The blocks that may hold rows of slots that begin in `times`.
    func blocks(of times: ClosedRange<UInt64>) -> [Int] {
        blocks.indices.filter { blocks[$0].times.overlaps(times) }
    }

    /// Bytes of the blocks that may hold rows of slots that begin in `times`.
    func bytes(of times: ClosedRange<UInt64>) -> Int { blocks(of: times).reduce(0) { $0 + blocks[$1].range.count } }

    /// The lines of an index file for it.
    func lines(of table: String) -> String { blocks.map { $0.line(of: table) }.joined() }
}
