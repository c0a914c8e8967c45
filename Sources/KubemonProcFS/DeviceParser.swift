public import KubemonMetrics

/// Walks the lines of a file that has one per device and takes the wanted numbers out of those that the caller chooses.
///
/// Two layouts exist: `diskstats` (two numbers, the device, numbers) and `net/dev` (two header lines with bars, then the
/// device, a colon, numbers).
public struct DeviceParser: Sendable {
    /// One device's line.
    public struct Line: Sendable {
        /// Where the device's name stands in the text.
        public let name: Range<Int>
        /// Where its numbers begin.
        public let values: Int
        /// Number of the line, from 1.
        public let number: Int

        /// Whether the device is called `name`.
        @inline(__always) public func isNamed(_ name: [UInt8], in text: Span<UInt8>) -> Bool {
            text.reads(self.name, name)
        }
    }

    /// A position in the text, moved on by ``DeviceParser/next(in:at:)``.
    public struct Cursor: Sendable {
        var offset = 0
        var line = 0

        /// The beginning of a text.
        public init() {}
    }

    private let targets: LineTargets

    /// Compiles a parser for `targets`, all of one file.
    public init(targets: [Target], units: KernelUnits) {
        self.targets = LineTargets(targets, units: units)
    }

    /// The next device's line, or `nil` at the end. Header lines and empty lines are passed over.
    ///
    /// - Throws: ``ParseError/malformedLine(line:)`` for a line without a device; the cursor is behind that line then.
    public static func next(in text: Span<UInt8>, at cursor: inout Cursor) throws(ParseError) -> Line? {
        while cursor.offset < text.count {
            let end = text.lineEnd(from: cursor.offset)
            var start = text.skipBlanks(from: cursor.offset)
            cursor.offset = end + 1
            cursor.line += 1
            guard start < end else { continue }
            var word = nameEnd(in: text, from: start, end: end)
            if word < end, text[word] == .bar { continue }
            if word < end, text[word] == .colon {
                return Line(name: start..<word, values: word + 1, number: cursor.line)
            }
            // Major and minor number come before a disk's name.
            for _ in 0..<2 {
                guard text[start] &- .zero < 10 else { throw .malformedLine(line: cursor.line) }
                start = text.skipBlanks(from: word)
                guard start < end else { throw .malformedLine(line: cursor.line) }
                word = start
                while word < end, text[word] > .space { word += 1 }
            }
            return Line(name: start..<word, values: word, number: cursor.line)
        }
        return nil
    }

    /// End of the word at `start`: a blank, or the colon or bar that tells which file this is.
    private static func nameEnd(in text: Span<UInt8>, from start: Int, end: Int) -> Int {
        var cursor = start
        while cursor < end, text[cursor] > .space, text[cursor] != .colon, text[cursor] != .bar { cursor += 1 }
        // `face |bytes` has a blank before the bar.
        let next = text.skipBlanks(from: cursor)
        return next < end && text[next] == .bar ? next : cursor
    }

    /// Stores the wanted numbers of `line` in `row` of `table`.
    ///
    /// - Throws: What is wrong with the line; its columns are missing then.
    public func parse(
        _ line: Line, of text: Span<UInt8>, into table: inout Table, row: Int
    ) throws(ParseError) {
        do {
            try targets.readFields(text, from: line.values, first: 1, into: &table, row: row, line: line.number)
        } catch {
            targets.clear(&table, row: row)
            throw error
        }
    }
}

extension UInt8 {
    fileprivate static let bar = UInt8(ascii: "|")
}
