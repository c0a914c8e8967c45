import KubemonMetrics

/// The metrics of one row of a recorded table, in a place that is used again for the next.
struct RecordedRow {
    private var values: [UInt64]
    private var presence: [UInt64]

    /// A row without values.
    init(columnCount: Int) {
        values = Array(repeating: 0, count: columnCount)
        presence = Array(repeating: 0, count: (columnCount + 63) / 64)
    }

    /// Appends the row to a table with as many columns.
    func append(to table: inout Table, entity: UInt32) {
        table.appendRow(entity: entity, values: values.span, presence: presence.span)
    }

    /// Reads a row.
    ///
    /// - Parameter cells: what follows its identity: none of them needs quotes.
    /// - Returns: whether it has as many cells as there are columns.
    mutating func read(_ cells: Span<UInt8>, _ columns: [KindColumns.Column]) -> Bool {
        Self.read(cells, columns, &values, &presence)
    }

    private static func read(
        _ cells: Span<UInt8>, _ columns: [KindColumns.Column], _ values: inout [UInt64], _ presence: inout [UInt64]
    ) -> Bool {
        var values = values.mutableSpan
        var presence = presence.mutableSpan
        for index in values.indices { values[index] = 0 }
        for index in presence.indices { presence[index] = 0 }
        var place = 0
        for column in columns {
            guard place <= cells.count else { return false }
            let value = value(cells, &place, column.encoding)
            if let target = column.index, let value {
                values[target] = value
                presence[target / 64] |= 1 << UInt64(target % 64)
            }
            // Behind the comma, or behind the end.
            place += 1
        }
        return place == cells.count + 1
    }

    /// The value of the cell that begins at `place`, which is moved to its end.
    @inline(__always)
    private static func value(_ cells: Span<UInt8>, _ place: inout Int, _ encoding: Metric.Encoding) -> UInt64? {
        let begin = place
        var number: UInt64 = 0
        while place < cells.count, cells[place] &- UInt8(ascii: "0") < 10 {
            number = number &* 10 &+ UInt64(cells[place] &- UInt8(ascii: "0"))
            place += 1
        }
        let isOver = place == cells.count || cells[place] == UInt8(ascii: ",")
        // Nearly all cells are empty or this; fewer than 20 digits always fit.
        if isOver, place == begin { return nil }
        if isOver, place - begin < 20, encoding.isPlain { return number }
        while place < cells.count, cells[place] != UInt8(ascii: ",") { place += 1 }
        return value(cells.extracting(begin..<place), encoding)
    }

    /// The value that a cell's text is.
    private static func value(_ text: Span<UInt8>, _ encoding: Metric.Encoding) -> UInt64? {
        switch encoding {
        case .integer: return DecimalText.number(text)
        case .limit:
            let isNone =
                text.count == 3 && text[0] == UInt8(ascii: "m") && text[1] == UInt8(ascii: "a")
                && text[2] == UInt8(ascii: "x")
            return isNone ? .max : DecimalText.number(text)
        case .letter: return UInt64(text[0])
        case .signed:
            guard text[0] == UInt8(ascii: "-") else { return DecimalText.number(text) }
            return DecimalText.number(text.extracting(droppingFirst: 1)).map { 0 &- $0 }
        case .hundredths:
            guard text.count > 3, text[text.count - 3] == UInt8(ascii: "."),
                let whole = DecimalText.number(text.extracting(droppingLast: 3)),
                let part = DecimalText.number(text.extracting(last: 2))
            else { return nil }
            return whole &* 100 &+ part
        }
    }
}

extension Metric.Encoding {
    /// Whether digits alone are the value that they say.
    fileprivate var isPlain: Bool {
        switch self {
        case .integer, .limit, .signed: true
        case .letter, .hundredths: false
        }
    }
}
