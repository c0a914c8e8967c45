public import KubemonMetrics

/// Takes the wanted numbers out of one kernel file of any format but `deviceFields` and `entries`.
///
/// Compiled once from targets; then each parse is one pass over the bytes without allocation. The parser remembers the
/// order of the keys, so it is worth keeping one per file. A key that is absent leaves its columns missing.
public struct FileParser: Sendable {
    private let format: KernelFile.Format
    private var keys: LineKeys
    private var lines: [LineTargets]
    private let devices: DevicePairsParser
    /// The columns that this parser fills, in the order of the targets it was made of.
    public let columns: [Int]

    /// Compiles a parser for `targets`, all of one file of `format`.
    public init(format: KernelFile.Format, targets: [Target], units: KernelUnits) {
        var names: [String] = []
        var grouped: [[Target]] = []
        for target in targets {
            if let index = names.firstIndex(of: target.locator.line) {
                grouped[index].append(target)
            } else {
                names.append(target.locator.line)
                grouped.append([target])
            }
        }
        self.format = format
        keys = LineKeys(names)
        lines = grouped.map { LineTargets($0, units: units) }
        devices = DevicePairsParser(targets: targets, units: units)
        columns = targets.map(\.column)
    }

    /// Parses `text` and stores what it finds in `row` of `table`.
    ///
    /// A malformed line leaves its columns missing; the other lines are stored all the same.
    /// - Throws: The error of the first malformed line, after the whole text was used.
    public mutating func parse(_ text: Span<UInt8>, into table: inout Table, row: Int) throws(ParseError) {
        switch format {
        case .devicePairs: return try sum(text, into: &table, row: row)
        case .processStat: return try readStat(text, into: &table, row: row)
        default: break
        }
        var error: ParseError?
        if !scan(text, into: &table, row: row, error: &error) {
            error = nil
            keys.learn(text)
            _ = scan(text, into: &table, row: row, error: &error)
        }
        if let error { throw error }
    }

    /// Adds up the values of all devices.
    private func sum(_ text: Span<UInt8>, into table: inout Table, row: Int) throws(ParseError) {
        devices.begin(&table, row: row)
        var cursor = DevicePairsParser.Cursor()
        var error: ParseError?
        while let line = DevicePairsParser.next(in: text, at: &cursor) {
            do throws(ParseError) {
                try devices.add(line, of: text, to: &table, row: row)
            } catch let failure {
                error = error ?? failure
            }
        }
        if let error { throw error }
    }

    /// Reads the fields behind the name, which may hold blanks, parentheses and newlines: the last parenthesis ends it.
    private func readStat(_ text: Span<UInt8>, into table: inout Table, row: Int) throws(ParseError) {
        guard let end = text.lastParenthesis, !lines.isEmpty else { throw .malformedLine(line: 1) }
        do {
            try lines[0].readFields(text, from: end + 1, first: 3, into: &table, row: row, line: 1)
        } catch {
            lines[0].clear(&table, row: row)
            throw error
        }
    }

    /// One pass in the remembered order. Returns whether the file still has that order.
    private mutating func scan(
        _ text: Span<UInt8>, into table: inout Table, row: Int, error: inout ParseError?
    ) -> Bool {
        var (cursor, line, next) = (0, 0, 0)
        let wanted = keys.order.count
        while cursor < text.count, next < wanted {
            line += 1
            let key = keys.order[next]
            guard let start = keys.match(key, in: text, at: cursor) else {
                cursor = text.lineEnd(from: cursor) + 1
                continue
            }
            next += 1
            let failure = read(key, text, from: start, lineStart: &cursor, line: &line, into: &table, row: row)
            if let failure {
                lines[key].clear(&table, row: row)
                error = error ?? failure
            }
            cursor = text.lineEnd(from: cursor) + 1
        }
        guard next == wanted else { return false }
        // Where a wanted key was absent, a changed number of lines may have brought it.
        guard keys.isIncomplete else { return true }
        while cursor < text.count {
            line += 1
            cursor = text.lineEnd(from: cursor) + 1
        }
        return line == keys.lines
    }

    /// Reads one wanted line. A pair of lines moves `lineStart` and `line` to its second one.
    @inline(__always)
    private mutating func read(
        _ key: Int, _ text: Span<UInt8>, from start: Int, lineStart: inout Int, line: inout Int,
        into table: inout Table,
        row: Int
    ) -> ParseError? {
        do throws(ParseError) {
            switch format {
            case .keyedValues:
                try lines[key].readValue(text, from: start, into: &table, row: row, line: line)
            case .keyedFields:
                try lines[key].readFields(text, from: start, first: 1, into: &table, row: row, line: line)
            case .fields, .deviceFields:
                try lines[key].readFields(text, from: start, first: 0, into: &table, row: row, line: line)
            case .keyedPairs:
                try lines[key].readPairs(text, from: start, into: &table, row: row, line: line)
            case .devicePairs, .processStat, .entries:
                throw .malformedLine(line: line)
            case .headedFields:
                let end = text.lineEnd(from: start)
                guard let values = keys.match(key, in: text, at: min(end + 1, text.count)) else {
                    throw .malformedLine(line: line)
                }
                lineStart = end + 1
                line += 1
                try lines[key].readHeaded(
                    text, names: start..<end, from: values, into: &table, row: row, line: line)
            }
            return nil
        } catch {
            return error
        }
    }
}
