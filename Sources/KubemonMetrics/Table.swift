/// The rows of one kind in one tick: a number per entity and column, or none.
///
/// Values lie in one flat array that keeps its capacity, so a table filled again each tick allocates nothing.
/// Rows are in ascending order of their entity's number.
public struct Table: Sendable, Equatable {
    /// Number of columns of every row.
    public let columnCount: Int
    /// 64-bit words of the presence bitmap per row.
    public let wordsPerRow: Int
    /// The entity that each row describes.
    public private(set) var entities: [UInt32] = []
    private var values: [UInt64] = []
    private var presence: [UInt64] = []

    /// Creates an empty table.
    public init(columnCount: Int) {
        self.columnCount = columnCount
        wordsPerRow = (columnCount + 63) / 64
    }

    /// Number of rows.
    public var rowCount: Int { entities.count }

    /// Removes all rows and keeps the memory.
    public mutating func removeAll() {
        entities.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
        presence.removeAll(keepingCapacity: true)
    }

    /// Makes room for so many rows and no more: an array that grows by itself takes up to twice what it needs.
    public mutating func reserveRows(_ count: Int) {
        entities.reserveCapacity(count)
        values.reserveCapacity(count * columnCount)
        presence.reserveCapacity(count * wordsPerRow)
    }

    /// Appends a row in which every value is missing and returns its position.
    ///
    /// - Precondition: `entity` is greater than every entity already in the table.
    @discardableResult
    public mutating func appendRow(entity: UInt32) -> Int {
        precondition(
            entities.isEmpty || entities[entities.count - 1] < entity, "rows must be appended in ascending order")
        entities.append(entity)
        for _ in 0..<columnCount { values.append(0) }
        for _ in 0..<wordsPerRow { presence.append(0) }
        return entities.count - 1
    }

    /// Appends a row with these values; `presence` has a bit for each column, as ``presence(row:word:)`` gives them, and a
    /// value that is missing is 0.
    ///
    /// - Precondition: `entity` is greater than every entity already in the table, and there is a value for each column.
    public mutating func appendRow(entity: UInt32, values new: Span<UInt64>, presence bits: Span<UInt64>) {
        precondition(new.count == columnCount && bits.count == wordsPerRow, "tables have different columns")
        precondition(
            entities.isEmpty || entities[entities.count - 1] < entity, "rows must be appended in ascending order")
        entities.append(entity)
        for index in new.indices { values.append(new[index]) }
        for index in bits.indices { presence.append(bits[index]) }
    }

    /// Removes the last row: its entity turned out to be gone. Does nothing if there is none.
    public mutating func removeLastRow() {
        guard entities.popLast() != nil else { return }
        values.removeLast(columnCount)
        presence.removeLast(wordsPerRow)
    }

    /// The value of a cell, or `nil` where it is not available.
    public subscript(row: Int, column: Int) -> UInt64? {
        get {
            precondition(column < columnCount, "no such column")
            let word = presence[row * wordsPerRow + column / 64]
            return word & (1 << UInt64(column % 64)) == 0 ? nil : values[row * columnCount + column]
        }
        set {
            precondition(column < columnCount, "no such column")
            let bit: UInt64 = 1 << UInt64(column % 64)
            if let newValue {
                values[row * columnCount + column] = newValue
                presence[row * wordsPerRow + column / 64] |= bit
            } else {
                values[row * columnCount + column] = 0
                presence[row * wordsPerRow + column / 64] &= ~bit
            }
        }
    }

    /// The bits of 64 columns, from column `64 * word` on: 1 where the value is available.
    public func presence(row: Int, word: Int) -> UInt64 { presence[row * wordsPerRow + word] }

    /// The value of a cell, or 0 where it is not available.
    public func raw(row: Int, column: Int) -> UInt64 {
        precondition(column < columnCount, "no such column")
        return values[row * columnCount + column]
    }

    /// Makes the last row's values those of a row of another table with as many columns.
    public mutating func copyLastRow(from row: Int, of other: Table) {
        precondition(other.columnCount == columnCount, "tables have different columns")
        let last = rowCount - 1
        for column in 0..<columnCount { values[last * columnCount + column] = other.values[row * columnCount + column] }
        for word in 0..<wordsPerRow { presence[last * wordsPerRow + word] = other.presence[row * wordsPerRow + word] }
    }

    /// The row of `entity`, or `nil`. Binary search.
    public func row(of entity: UInt32) -> Int? {
        var (low, high) = (0, entities.count)
        while low < high {
            let middle = (low + high) / 2
            if entities[middle] < entity { low = middle + 1 } else { high = middle }
        }
        return low < entities.count && entities[low] == entity ? low : nil
    }
}
