/// A part of the screen. Never has a negative size.
public struct Rect: Sendable, Hashable {
    /// First row.
    public var row: Int
    /// First column.
    public var column: Int
    /// Number of rows.
    public var rows: Int
    /// Number of columns.
    public var columns: Int

    /// Describes a part of the screen; negative sizes become 0.
    public init(row: Int, column: Int, rows: Int, columns: Int) {
        self.row = row
        self.column = column
        self.rows = max(0, rows)
        self.columns = max(0, columns)
    }

    /// First row below it.
    public var bottom: Int { row + rows }
    /// First column to the right of it.
    public var right: Int { column + columns }
    /// Whether nothing fits in.
    public var isEmpty: Bool { rows == 0 || columns == 0 }

    /// Cuts `count` rows off the top and returns them; fewer if there are not so many.
    public mutating func takeTop(_ count: Int) -> Rect {
        let count = min(max(0, count), rows)
        defer {
            row += count
            rows -= count
        }
        return Rect(row: row, column: column, rows: count, columns: columns)
    }

    /// Cuts `count` rows off the bottom and returns them; fewer if there are not so many.
    public mutating func takeBottom(_ count: Int) -> Rect {
        let count = min(max(0, count), rows)
        rows -= count
        return Rect(row: row + rows, column: column, rows: count, columns: columns)
    }

    /// Cuts `count` columns off the left and returns them; fewer if there are not so many.
    public mutating func takeLeft(_ count: Int) -> Rect {
        let count = min(max(0, count), columns)
        defer {
            column += count
            columns -= count
        }
        return Rect(row: row, column: column, rows: rows, columns: count)
    }

    /// The same part without `margin` columns at both sides.
    public func inset(columns margin: Int) -> Rect {
        Rect(row: row, column: column + margin, rows: rows, columns: columns - 2 * margin)
    }

    /// A part of the given size in the middle of this one, at most as large as this one.
    public func centred(rows wantedRows: Int, columns wantedColumns: Int) -> Rect {
        let (height, width) = (min(wantedRows, rows), min(wantedColumns, columns))
        return Rect(
            row: row + (rows - height) / 2, column: column + (columns - width) / 2, rows: height, columns: width)
    }

    /// Whether a position lies inside.
    public func contains(row: Int, column: Int) -> Bool {
        row >= self.row && row < bottom && column >= self.column && column < right
    }
}
