import KubemonMetrics

/// The numbers wanted from one line.
struct LineTargets: Sendable {
    struct Item: Sendable {
        let column: Int
        let field: Int
        let name: [UInt8]
        let conversion: Conversion
    }

    /// In ascending order of their field.
    let items: [Item]
    /// Names of the last header line seen and, for each item, the field that it names; 0 where it doesn't.
    private var header: [UInt8] = []
    private var headerFields: [(field: Int, item: Int)] = []

    init(_ targets: [Target], units: KernelUnits) {
        items = targets.sorted { $0.locator.field < $1.locator.field }.map { target in
            Item(
                column: target.column, field: target.locator.field, name: Array(target.locator.name.utf8),
                conversion: Conversion(scale: target.locator.scale, encoding: target.encoding, units: units))
        }
    }

    /// Leaves every column of the line missing.
    func clear(_ table: inout Table, row: Int) {
        for item in items { table[row, item.column] = nil }
    }

    /// Reads the numbers that follow `start` on its line; `first` is what the first of them is counted as.
    ///
    /// A field beyond the end of the line stays missing: older kernels print fewer.
    /// - Throws: ``ParseError/missingValue(line:)`` if the line has no number at all.
    @inline(__always)
    func readFields(
        _ text: Span<UInt8>, from start: Int, first: Int, into table: inout Table, row: Int, line: Int
    ) throws(ParseError) {
        var cursor = text.skipBlanks(from: start)
        guard cursor < text.count, text[cursor] != .newline else { throw .missingValue(line: line) }
        var field = first
        for index in items.indices {
            let wanted = items[index].field
            while field < wanted {
                cursor = text.skipNumber(from: cursor)
                cursor = Self.skipSeparator(text, from: cursor)
                guard cursor < text.count, text[cursor] != .newline else { return }
                field += 1
            }
            var end = cursor
            table[row, items[index].column] = try items[index].conversion.read(text, at: &end, line: line)
        }
    }

    @inline(__always)
    private static func skipSeparator(_ text: Span<UInt8>, from start: Int) -> Int {
        var cursor = start
        while cursor < text.count, text[cursor].isBlank || text[cursor] == .slash { cursor += 1 }
        return cursor
    }

    /// Reads the one number that follows `start`, behind which nothing may stand but the kernel's `kB`.
    @inline(__always)
    func readValue(
        _ text: Span<UInt8>, from start: Int, into table: inout Table, row: Int, line: Int
    ) throws(ParseError) {
        let first = text.skipBlanks(from: start)
        for index in items.indices {
            var cursor = first
            let value = try items[index].conversion.read(text, at: &cursor, line: line)
            cursor = text.skipBlanks(from: cursor)
            if cursor + 1 < text.count, text[cursor] == 0x6B, text[cursor + 1] == 0x42 { cursor += 2 }
            guard cursor >= text.count || text[cursor] == .newline else { throw .malformedNumber(line: line) }
            table[row, items[index].column] = value
        }
    }

    /// Reads the pairs `name=value` or `name value` that follow `start` on its line.
    @inline(__always)
    func readPairs(
        _ text: Span<UInt8>, from start: Int, into table: inout Table, row: Int, line: Int
    ) throws(ParseError) {
        var (cursor, expected) = (start, 0)
        while let pair = try nextPair(text, at: &cursor, expected: &expected, line: line) {
            guard let index = pair.item else { continue }
            var value = pair.value
            table[row, items[index].column] = try items[index].conversion.read(text, at: &value, line: line)
        }
    }

    /// The same, but adds to what the columns hold.
    @inline(__always)
    func addPairs(
        _ text: Span<UInt8>, from start: Int, to table: inout Table, row: Int, line: Int
    ) throws(ParseError) {
        var (cursor, expected) = (start, 0)
        while let pair = try nextPair(text, at: &cursor, expected: &expected, line: line) {
            guard let index = pair.item else { continue }
            var value = pair.value
            let number = try items[index].conversion.read(text, at: &value, line: line)
            let column = items[index].column
            table[row, column] = table.raw(row: row, column: column) &+ number
        }
    }

    /// The next pair of the line: which item it is for, if any, and where its value stands.
    @inline(__always)
    private func nextPair(
        _ text: Span<UInt8>, at cursor: inout Int, expected: inout Int, line: Int
    ) throws(ParseError) -> (item: Int?, value: Int)? {
        let name = text.skipBlanks(from: cursor)
        cursor = name
        guard cursor < text.count, text[cursor] != .newline else { return nil }
        while cursor < text.count, text[cursor] > .space, text[cursor] != .equals { cursor += 1 }
        guard cursor < text.count, text[cursor] != .newline else { throw .missingValue(line: line) }
        let index = item(named: name..<cursor, in: text, from: expected)
        if let index { expected = index + 1 }
        cursor = text.skipBlanks(from: cursor + 1)
        let value = cursor
        while cursor < text.count, text[cursor] > .space { cursor += 1 }
        guard cursor > value else { throw .missingValue(line: line) }
        return (index, value)
    }

    @inline(__always)
    private func item(named name: Range<Int>, in text: Span<UInt8>, from expected: Int) -> Int? {
        for offset in items.indices {
            let index = expected + offset < items.count ? expected + offset : expected + offset - items.count
            if text.reads(name, items[index].name) { return index }
        }
        return nil
    }

    /// Reads the values of a pair of lines. `names` is the rest of the line of names, `start` begins the values.
    @inline(__always)
    mutating func readHeaded(
        _ text: Span<UInt8>, names: Range<Int>, from start: Int, into table: inout Table, row: Int, line: Int
    ) throws(ParseError) {
        if !text.reads(names, header) {
            learnHeader(text.extracting(names))
        }
        var (cursor, field) = (text.skipBlanks(from: start), 1)
        for index in headerFields.indices {
            let wanted = headerFields[index].field
            while field < wanted {
                while cursor < text.count, text[cursor] > .space { cursor += 1 }
                cursor = text.skipBlanks(from: cursor)
                field += 1
            }
            guard cursor < text.count, text[cursor] != .newline else { throw .malformedLine(line: line) }
            var end = cursor
            let item = headerFields[index].item
            table[row, items[item].column] = try items[item].conversion.read(text, at: &end, line: line)
        }
    }

    private mutating func learnHeader(_ names: Span<UInt8>) {
        header.removeAll(keepingCapacity: true)
        headerFields.removeAll(keepingCapacity: true)
        for index in names.indices { header.append(names[index]) }
        var (cursor, field) = (names.skipBlanks(from: 0), 0)
        while cursor < names.count {
            let start = cursor
            while cursor < names.count, names[cursor] > .space { cursor += 1 }
            field += 1
            for index in items.indices where names.reads(start..<cursor, items[index].name) {
                headerFields.append((field, index))
            }
            cursor = names.skipBlanks(from: cursor)
        }
    }
}
