import FoundationEssentials
import KubemonMetrics

/// Turns ticks into messages that hold only what changed since the tick before (R1).
struct TickEncoder {
    /// Rows of one part of a tick may take that many bytes (R6: parts stay below 1 MiB, their other fields included).
    static let partLimit = 512 << 10

    private var reference: [Table] = Schema.all.map { Table(columnCount: $0.count) }
    private var entities: [UInt8] = []
    private var rows: [UInt8] = []

    /// Forgets the tick before: the next one is a key tick.
    mutating func beginGroup() {
        for index in reference.indices { reference[index].removeAll() }
    }

    /// Encodes `tick` as one message or, if it is large, several.
    mutating func encode(_ tick: Tick) -> [WireTick] {
        var parts: [WireTick] = []
        var part = WireTick()
        part.slot = tick.slot
        part.wall = tick.wall
        part.monotonic = tick.monotonic
        part.readDuration = tick.readDuration
        var size = 0
        for kind in EntityKind.allCases {
            let (table, old) = (tick[kind], reference[kind.index])
            var row = 0
            // An empty table is not sent: a kind without a table has no rows.
            while row < table.rowCount {
                let first = row
                row = encodeRows(of: table, against: old, from: row, limit: Self.partLimit - size)
                var message = WireTickTable()
                message.kind = UInt32(kind.rawValue)
                message.interval = tick.intervals[kind.index]
                if first == 0, row == table.rowCount, table.entities == old.entities {
                    message.sameEntities = true
                } else {
                    message.entities = Data(entities)
                }
                message.rows = Data(rows)
                size += rows.count + entities.count
                part.tables.append(message)
                if row < table.rowCount || size >= Self.partLimit {
                    part.more = true
                    parts.append(part)
                    part.tables.removeAll()
                    part.more = false
                    size = 0
                }
            }
            reference[kind.index] = table
        }
        parts.append(part)
        return parts
    }

    /// Fills `entities` and `rows` from row `first` on, and returns the row at which the limit was reached.
    private mutating func encodeRows(of table: Table, against old: Table, from first: Int, limit: Int) -> Int {
        entities.removeAll(keepingCapacity: true)
        rows.removeAll(keepingCapacity: true)
        var previousEntity: UInt32 = 0
        var oldRow = 0
        for row in first..<table.rowCount {
            if row > first, rows.count + entities.count >= limit { return row }
            let entity = table.entities[row]
            Varint.append(UInt64(entity - previousEntity), to: &entities)
            previousEntity = entity
            while oldRow < old.rowCount, old.entities[oldRow] < entity { oldRow += 1 }
            let isKnown = oldRow < old.rowCount && old.entities[oldRow] == entity
            encode(row: row, of: table, against: isKnown ? oldRow : nil, of: old)
        }
        return table.rowCount
    }

    private mutating func encode(row: Int, of table: Table, against oldRow: Int?, of old: Table) {
        let bytes = (table.columnCount + 7) / 8
        var samePresence = true
        for word in 0..<table.wordsPerRow {
            let before = oldRow.map { old.presence(row: $0, word: word) } ?? 0
            if table.presence(row: row, word: word) != before { samePresence = false }
        }
        let header = rows.count
        rows.append(samePresence ? 1 : 2)
        if !samePresence {
            for byte in 0..<bytes {
                rows.append(UInt8(truncatingIfNeeded: table.presence(row: row, word: byte / 8) >> UInt64(byte % 8 * 8)))
            }
        }
        let bitmap = rows.count
        for _ in 0..<bytes { rows.append(0) }
        var changed = false
        for column in 0..<table.columnCount {
            let difference =
                table.raw(row: row, column: column) &- (oldRow.map { old.raw(row: $0, column: column) } ?? 0)
            guard difference != 0 else { continue }
            // A value that went missing is 0 in a table: its absence says enough.
            guard table[row, column] != nil else { continue }
            rows[bitmap + column / 8] |= 1 << UInt8(column % 8)
            Varint.append(Varint.zigzag(difference), to: &rows)
            changed = true
        }
        if samePresence, !changed {
            rows.removeLast(bytes)
            rows[header] = 0
        }
    }
}
