import FoundationEssentials
import KubemonMetrics

/// Turns the messages of ``TickEncoder`` back into ticks, in the columns that the sender has.
struct TickDecoder {
    private var reference: [Table]
    private var tick: Tick?

    /// Creates a decoder for tables that have so many columns, in the order of `EntityKind.allCases`.
    init(columnCounts: [Int]) {
        reference = columnCounts.map { Table(columnCount: $0) }
    }

    /// Forgets the tick before: the next one is a key tick.
    mutating func beginGroup() {
        tick = nil
        for index in reference.indices { reference[index].removeAll() }
    }

    /// Decodes one part of a tick.
    ///
    /// - Returns: the tick, or `nil` while parts are missing.
    /// - Throws: ``ProtocolError/malformedRows``, ``ProtocolError/tooManyEntities``; nothing decodes after it until the
    ///   next group.
    mutating func decode(_ part: WireTick) throws(ProtocolError) -> Tick? {
        var tick = self.tick ?? emptyTick()
        self.tick = nil
        tick.slot = part.slot
        tick.wall = part.wall
        tick.monotonic = part.monotonic
        tick.readDuration = part.readDuration
        // Rows that only repeat cost their sender next to nothing: what they take here is bounded for the whole tick.
        var values =
            StreamDecoder.maximumValues - tick.tables.reduce(0) { $0 + $1.rowCount * $1.columnCount }
        for message in part.tables {
            // A kind that a newer monitor has is skipped.
            guard let raw = UInt8(exactly: message.kind), let kind = EntityKind(rawValue: raw) else { continue }
            tick.intervals[kind.index] = message.interval
            try decode(message, into: &tick.tables[kind.index], against: reference[kind.index], &values)
        }
        if part.more {
            self.tick = tick
            return nil
        }
        reference = tick.tables
        return tick
    }

    private func emptyTick() -> Tick {
        var tick = Tick()
        tick.tables = reference.map { Table(columnCount: $0.columnCount) }
        return tick
    }

    private func decode(
        _ message: WireTickTable, into table: inout Table, against old: Table, _ values: inout Int
    ) throws(ProtocolError) {
        let (entities, rows) = ([UInt8](message.entities), [UInt8](message.rows))
        var (cursor, rowCursor, oldRow) = (0, 0, 0)
        var entity: UInt32 = 0
        if message.sameEntities {
            guard table.rowCount == 0, entities.isEmpty else { throw .malformedRows }
            guard old.rowCount * table.columnCount <= values else { throw .tooManyEntities }
            values -= old.rowCount * table.columnCount
            table.reserveRows(old.rowCount)
            for row in 0..<old.rowCount {
                table.appendRow(entity: old.entities[row])
                try decode(rows.span, at: &rowCursor, into: &table, against: row, of: old)
            }
        }
        if !entities.isEmpty {
            // A varint ends with the byte whose highest bit is 0, and each row has a byte at least. More rows than may be
            // are refused below.
            let count = min(entities.count { $0 < 0x80 }, rows.count - rowCursor, StreamDecoder.maximumEntities)
            table.reserveRows(min(table.rowCount + count, values / max(1, table.columnCount)))
        }
        while cursor < entities.count {
            let step = try Varint.read(entities.span, at: &cursor)
            guard step > 0, let number = UInt32(exactly: UInt64(entity).addingReportingOverflow(step).partialValue),
                table.entities.last.map({ $0 < number }) ?? true
            else { throw .malformedRows }
            guard table.rowCount < StreamDecoder.maximumEntities, table.columnCount <= values else {
                throw .tooManyEntities
            }
            values -= table.columnCount
            entity = number
            while oldRow < old.rowCount, old.entities[oldRow] < entity { oldRow += 1 }
            let isKnown = oldRow < old.rowCount && old.entities[oldRow] == entity
            table.appendRow(entity: entity)
            try decode(rows.span, at: &rowCursor, into: &table, against: isKnown ? oldRow : nil, of: old)
        }
        guard rowCursor == rows.count else { throw .malformedRows }
    }

    private func decode(
        _ bytes: Span<UInt8>, at cursor: inout Int, into table: inout Table, against oldRow: Int?, of old: Table
    ) throws(ProtocolError) {
        let row = table.rowCount - 1
        guard cursor < bytes.count, bytes[cursor] <= 2 else { throw .malformedRows }
        let header = bytes[cursor]
        cursor += 1
        if let oldRow { table.copyLastRow(from: oldRow, of: old) }
        guard header > 0 else { return }
        let width = (table.columnCount + 7) / 8
        guard bytes.count - cursor >= width * Int(header) else { throw .malformedRows }
        if header == 2 {
            for column in 0..<table.columnCount {
                let isPresent = bytes[cursor + column / 8] & (1 << UInt8(column % 8)) != 0
                if isPresent != (table[row, column] != nil) { table[row, column] = isPresent ? 0 : nil }
            }
            cursor += width
        }
        let bitmap = cursor
        cursor += width
        for column in 0..<table.columnCount where bytes[bitmap + column / 8] & (1 << UInt8(column % 8)) != 0 {
            guard let value = table[row, column] else { throw .malformedRows }
            table[row, column] = value &+ Varint.unzigzag(try Varint.read(bytes, at: &cursor))
        }
    }
}
