/// Reads a CSV file (RFC 4180, lines ended by `\n`, or by `\r\n` where that is allowed) row by row in bounded memory.
///
/// ```
/// while try reader.next() { use(reader.text(0)) }
/// ```
public struct CSVReader {
    private let files: any FileSystem
    private let file: Int32
    /// Where reading ends: what lies behind a commit is not there yet (R15).
    private let limit: UInt64
    private let allowsCarriageReturn: Bool
    private var chunk = [UInt8](repeating: 0, count: 1 << 16)
    private var chunkCount = 0
    private var position = 0
    private var offset: UInt64 = 0
    /// The fields of the row, one after another without quotes.
    private var row: [UInt8] = []
    private var ends: [Int] = []
    private var nextLine = 1

    /// Line of the file, counted from 1, at which the row begins; a quoted newline counts.
    public private(set) var line = 0

    /// Where the row begins in the file.
    public private(set) var rowOffset: UInt64 = 0

    /// Reads the open file `file` from its beginning, at most `limit` bytes. The caller closes it.
    ///
    /// - Parameter allowsCarriageReturn: whether lines may end with `\r\n`, as those of other programs do.
    public init(files: any FileSystem, file: Int32, limit: UInt64 = .max, allowsCarriageReturn: Bool = false) {
        self.files = files
        self.file = file
        self.limit = limit
        self.allowsCarriageReturn = allowsCarriageReturn
    }

    /// Goes on with the row that begins at `offset`, which is line `line`. Near the present one it costs no read.
    public mutating func seek(to offset: UInt64, line: Int) {
        nextLine = line
        let begin = self.offset - UInt64(chunkCount)
        if offset >= begin, offset <= self.offset {
            position = Int(offset - begin)
        } else {
            self.offset = offset
            (position, chunkCount) = (0, 0)
        }
    }

    /// A field as a decimal number; `nil` if it is anything else or does not fit.
    public func number(_ field: Int) -> UInt64? { DecimalText.number(bytes(field)) }

    /// Number of fields of the row.
    public var count: Int { ends.count }

    /// The bytes of a field.
    public func bytes(_ field: Int) -> ArraySlice<UInt8> { row[(field == 0 ? 0 : ends[field - 1])..<ends[field]] }

    /// A field as text.
    public func text(_ field: Int) -> String { String(decoding: bytes(field), as: UTF8.self) }

    /// The fields as text.
    public var texts: [String] { (0..<count).map(text) }

    /// Reads the next row, or returns false at the end.
    ///
    /// - Throws: ``CSVError``; reading can't go on after it.
    public mutating func next() throws(CSVError) -> Bool {
        row.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        line = nextLine
        rowOffset = offset - UInt64(chunkCount - position)
        guard var byte = try take() else { return false }
        while true {
            if byte == UInt8(ascii: "\"") {
                byte = try takeQuoted()
            } else {
                while byte != UInt8(ascii: ","), byte != UInt8(ascii: "\n"), byte != 0x0D {
                    guard byte != UInt8(ascii: "\"") else { throw .malformed(line: line) }
                    row.append(byte)
                    takePlain()
                    byte = try require()
                }
            }
            ends.append(row.count)
            if byte == 0x0D, allowsCarriageReturn {
                byte = try require() == UInt8(ascii: "\n") ? UInt8(ascii: "\n") : 0
            }
            if byte == UInt8(ascii: "\n") {
                nextLine += 1
                return true
            }
            guard byte == UInt8(ascii: ",") else { throw .malformed(line: line) }
            byte = try require()
        }
    }

    /// Takes a field after its opening quote and returns the byte behind the closing one.
    private mutating func takeQuoted() throws(CSVError) -> UInt8 {
        while true {
            let byte = try require()
            if byte == UInt8(ascii: "\"") {
                let after = try require()
                guard after == UInt8(ascii: "\"") else { return after }
            } else if byte == UInt8(ascii: "\n") {
                nextLine += 1
            }
            row.append(byte)
        }
    }

    /// Takes what is at hand of a field without quotes at once.
    private mutating func takePlain() {
        var end = position
        while end < chunkCount {
            let byte = chunk[end]
            if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\"") || byte == 0x0D {
                break
            }
            end += 1
        }
        row.append(contentsOf: chunk[position..<end])
        position = end
    }

    private mutating func require() throws(CSVError) -> UInt8 {
        guard let byte = try take() else { throw .truncated(line: line) }
        return byte
    }

    private mutating func take() throws(CSVError) -> UInt8? {
        if position == chunkCount {
            guard offset < limit else { return nil }
            do {
                chunkCount = try files.read(into: &chunk, from: file, at: offset)
            } catch {
                throw .file(error)
            }
            chunkCount = Int(min(UInt64(chunkCount), limit - offset))
            offset += UInt64(chunkCount)
            position = 0
            guard chunkCount > 0 else { return nil }
        }
        position += 1
        return chunk[position - 1]
    }
}
