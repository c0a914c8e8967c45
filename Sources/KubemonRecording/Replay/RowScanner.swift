import Glibc

/// Goes through the lines of a part of a table. A line that is not looked at costs little more than finding its end.
///
/// Lines are those of a table that this program wrote: a quoted cell may hold commas, quotes and newlines.
struct RowScanner {
    private static let chunkSize = 256 << 10

    private let files: any FileSystem
    private let file: Int32
    private let end: UInt64
    private var buffer: [UInt8] = []
    private var chunk: [UInt8] = []
    /// Where the next line begins in the buffer.
    private var position = 0
    /// Where the buffer ends in the file.
    private var read: UInt64
    private(set) var line = 0..<0
    /// Cells of the line that was split: their bytes without outer quotes, and whether quotes are doubled in them.
    private var cells: [(range: Range<Int>, isQuoted: Bool)] = []
    /// What follows them in the line.
    private var rest = 0..<0

    /// Goes through the lines that begin in a range of an open file; `begin` must be where a line begins.
    init(_ files: any FileSystem, _ file: Int32, _ range: Range<UInt64>) {
        (self.files, self.file, end) = (files, file, range.upperBound)
        read = range.lowerBound
    }

    /// Where the line begins in the file.
    var offset: UInt64 { read - UInt64(buffer.count - line.lowerBound) }

    /// Goes to the next line; false at the end. A last line without its newline is none.
    mutating func next() throws(FileFailure) -> Bool {
        cells.removeAll(keepingCapacity: true)
        var searched = position
        var isInQuotes = false
        while true {
            while let newline = find(0x0A, in: searched..<buffer.count) {
                if hasOddQuotes(searched..<newline) { isInQuotes.toggle() }
                searched = newline + 1
                guard !isInQuotes else { continue }
                line = position..<newline
                position = newline + 1
                return true
            }
            // A part of a line was searched: it is searched again with what follows.
            guard try fill(keepingFrom: position) else { return false }
            searched = 0
            isInQuotes = false
        }
    }

    /// The bytes of the line without its newline.
    var bytes: ArraySlice<UInt8> { buffer[line] }

    /// The instant that the line begins with, ns since 1970 UTC; `nil` if it begins with something else.
    var time: UInt64? {
        guard line.count > TimeText.length, buffer[line.lowerBound + TimeText.length] == UInt8(ascii: ",") else {
            return nil
        }
        return TimeText.parse(buffer.span.extracting(line.lowerBound..<(line.lowerBound + TimeText.length)))
    }

    /// Cuts the line into cells, not more than `most`, and returns how many that are.
    mutating func split(most: Int = .max) -> Int {
        guard cells.isEmpty else { return cells.count }
        var start = line.lowerBound
        while start <= line.upperBound, cells.count < most {
            let isQuoted = start < line.upperBound && buffer[start] == 0x22
            let end = Self.end(of: buffer.span, from: start, to: line.upperBound, isQuoted: isQuoted)
            cells.append((isQuoted ? start + 1..<end : start..<end, isQuoted))
            start = end + (isQuoted ? 2 : 1)
        }
        rest = min(start, line.upperBound)..<line.upperBound
        return cells.count
    }

    /// Where the text of the cell that begins at `start` ends.
    private static func end(of bytes: Span<UInt8>, from start: Int, to lineEnd: Int, isQuoted: Bool) -> Int {
        var end = isQuoted ? start + 1 : start
        guard isQuoted else {
            while end < lineEnd, bytes[end] != 0x2C { end += 1 }
            return end
        }
        while end < lineEnd, !(bytes[end] == 0x22 && (end + 1 == lineEnd || bytes[end + 1] != 0x22)) {
            end += bytes[end] == 0x22 ? 2 : 1
        }
        return max(start + 1, min(end, lineEnd))
    }

    /// Gives `body` the bytes of a cell; doubled quotes stay as they are.
    @inline(__always)
    func withBytes<Result>(of cell: Int, _ body: (Span<UInt8>) -> Result) -> Result {
        body(buffer.span.extracting(cells[cell].range))
    }

    /// Gives `body` what follows the cells that were cut, without the comma between.
    @inline(__always)
    func withRest<Result>(_ body: (Span<UInt8>) -> Result) -> Result { body(buffer.span.extracting(rest)) }

    /// Whether a cell has these bytes.
    func cell(_ cell: Int, is text: [UInt8]) -> Bool { buffer[cells[cell].range].elementsEqual(text) }

    /// A cell as text.
    func text(_ cell: Int) -> String {
        let text = String(decoding: buffer[cells[cell].range], as: UTF8.self)
        return cells[cell].isQuoted ? text.replacing("\"\"", with: "\"") : text
    }

    /// A cell as a decimal number, `nil` if it is anything else.
    func number(_ cell: Int) -> UInt64? { withBytes(of: cell) { DecimalText.number($0) } }

    private func find(_ byte: UInt8, in range: Range<Int>) -> Int? {
        buffer.withUnsafeBytes { bytes -> Int? in
            guard !range.isEmpty, let base = bytes.baseAddress else { return nil }
            return memchr(base + range.lowerBound, Int32(byte), range.count).map { UnsafeRawPointer($0) - base }
        }
    }

    private func hasOddQuotes(_ range: Range<Int>) -> Bool {
        var isOdd = false
        var start = range.lowerBound
        while let quote = find(0x22, in: start..<range.upperBound) {
            isOdd.toggle()
            start = quote + 1
        }
        return isOdd
    }

    /// Reads on; false at the end.
    private mutating func fill(keepingFrom start: Int) throws(FileFailure) -> Bool {
        guard read < end else { return false }
        let wanted = Int(min(UInt64(Self.chunkSize), end - read))
        if chunk.count != wanted { chunk = [UInt8](repeating: 0, count: wanted) }
        let count = try files.read(into: &chunk, from: file, at: read)
        guard count > 0 else { return false }
        buffer.removeFirst(start)
        position = 0
        buffer.append(contentsOf: chunk[..<count])
        read += UInt64(count)
        return true
    }
}
