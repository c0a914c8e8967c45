/// A stretch of one table and the slots that its rows belong to: one line of the index of a recording (R19).
///
/// The blocks of a table follow one another without a hole. A sample that came late only makes its block's range longer.
struct ReplayBlock: Hashable {
    /// A block ends when its rows span as much time, ns,
    static let longestTime: UInt64 = 10_000_000_000
    /// or as many bytes.
    static let mostBytes: UInt64 = 1 << 20

    /// Bytes in the table's file.
    var range: Range<UInt64>
    /// Beginnings of the first and of the last slot that a row in it belongs to, ns since 1970 UTC.
    var times: ClosedRange<UInt64>
    /// Checksum of the beginning of its first row: tells whether the table is still the one that was indexed.
    var head: UInt32

    /// Bytes of the first row that ``head`` is of.
    static let headLength = 40

    /// Whether it is long enough.
    var isFull: Bool {
        times.upperBound - times.lowerBound >= Self.longestTime || UInt64(range.count) >= Self.mostBytes
    }

    /// Adds rows that follow.
    mutating func add(through end: UInt64, time: UInt64) {
        range = range.lowerBound..<max(range.lowerBound, end)
        times = min(times.lowerBound, time)...max(times.upperBound, time)
    }

    /// Its line in the index.
    func line(of table: String) -> String {
        let text = "\(table),\(range.lowerBound),\(range.upperBound),\(times.lowerBound),\(times.upperBound),\(head)"
        return "\(text),\(CRC32C(of: Array(text.utf8).span).value)\n"
    }

    /// The table and block of a line of the index; `nil` for any other line.
    static func parse(_ line: ArraySlice<UInt8>) -> (table: String, block: ReplayBlock)? {
        guard let comma = line.lastIndex(of: UInt8(ascii: ",")),
            let sum = DecimalText.number(line[(comma + 1)...]),
            sum == UInt64(CRC32C(of: Array(line[..<comma]).span).value)
        else { return nil }
        let cells = line[..<comma].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        let numbers = cells.dropFirst().compactMap(DecimalText.number)
        guard cells.count == 6, numbers.count == 5, numbers[0] < numbers[1], numbers[2] <= numbers[3],
            let head = UInt32(exactly: numbers[4])
        else { return nil }
        let block = ReplayBlock(range: numbers[0]..<numbers[1], times: numbers[2]...numbers[3], head: head)
        return (String(decoding: cells[0], as: UTF8.self), block)
    }

    /// The checksum of the beginning of a row.
    static func head(of row: ArraySlice<UInt8>) -> UInt32 { CRC32C(of: Array(row.prefix(headLength)).span).value }
}
