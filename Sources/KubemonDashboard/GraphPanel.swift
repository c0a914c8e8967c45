import KubemonScreen
import KubemonStore

/// One graph: a line that says the newest value, the curve, and the scale at its left.
struct GraphPanel {
    /// What the curve is and what it says now.
    var caption: StyledText
    /// Positions of its series in a point of the history.
    var series: [Int]
    /// Upper edge of the scale; `nil` follows the greatest value in sight.
    var fixedMaximum: Double?
    var style: Style
    /// Writes a value at the scale.
    var label: @Sendable (Double) -> String
    /// Whether the series are added; else the greatest counts.
    var isSum = true
    /// A value at which a line is drawn where the curve leaves room; `nil` for none.
    var limit: Double?

    /// Columns in front of the curve.
    static let axisWidth = 7

    func draw(_ history: History, _ buckets: TimeBuckets, in rect: Rect, of frame: inout CellBuffer) {
        var rest = rect
        let head = rest.takeTop(1)
        frame.put(caption, row: head.row, column: head.column + 1, width: max(0, head.columns - 1))
        drawCurve(history, buckets, in: rest, of: &frame)
    }

    /// Draws the curve and its scale.
    func drawCurve(_ history: History, _ buckets: TimeBuckets, in rect: Rect, of frame: inout CellBuffer) {
        var rest = rect
        guard !rest.isEmpty else { return }
        let values = buckets.maxima(
            history.points.lazy.map { point in
                let parts = series.compactMap { point.values.indices.contains($0) ? point.values[$0] : nil }
                guard !isSum else { return (point.wall, Double(parts.reduce(0, +))) }
                return (point.wall, Double(parts.filter { !$0.isNaN }.max() ?? .nan))
            })
        let greatest = values.compactMap(\.self).max() ?? 0
        var maximum = fixedMaximum ?? Self.scale(greatest)
        if let limit, limit > 0 { maximum = max(limit, greatest) }
        let axis = rest.takeLeft(Self.axisWidth)
        for row in axis.row..<axis.bottom {
            let text = row == axis.row ? label(maximum) : row == axis.bottom - 1 ? "0" : ""
            frame.put(text, row: row, column: axis.column, width: axis.columns - 1, align: .trailing, style: .dim)
            frame.put(String(frame.glyphs.vertical), row: row, column: axis.right - 1, style: .border)
        }
        if let limit, limit > 0, limit <= maximum {
            // Below the curve: it shows where the curve is not.
            let row = rest.bottom - max(1, Int((limit / maximum * Double(rest.rows)).rounded(.up)))
            let line = Rect(row: max(rest.row, row), column: rest.column, rows: 1, columns: rest.columns)
            frame.fill(line, with: frame.glyphs.isASCII ? "-" : "╌", style: .dim)
        }
        // Fewer stretches than columns share the width, as the times below them do.
        let capacity = Graph.capacity(columns: rest.columns, glyphs: frame.glyphs)
        let spread =
            values.count < capacity && !values.isEmpty
            ? (0..<capacity).map { values[$0 * values.count / capacity] } : values
        Graph(values: spread, maximum: maximum, style: style).draw(in: rest, of: &frame)
    }

    /// Draws the time below a curve: beginning, middle, end.
    static func drawAxis(_ buckets: TimeBuckets, in rect: Rect, of frame: inout CellBuffer) {
        guard rect.rows > 0, rect.columns > axisWidth + 10 else { return }
        let width = rect.columns - axisWidth
        frame.put(String(frame.glyphs.axisCorner), row: rect.row, column: rect.column + axisWidth - 1, style: .border)
        frame.rule(row: rect.row, column: rect.column + axisWidth, width: width)
        let perColumn = Double(buckets.count) / Double(width)
        let steps = max(1, min(4, width / 22))
        for step in 0...steps {
            let position = min(width - 1, width * step / steps)
            let text = Format.timeOfDay(buckets.start(of: Int(Double(position) * perColumn)))
            let left = step == 0 ? 0 : step == steps ? width - text.count : position - text.count / 2
            frame.put(text, row: rect.row, column: rect.column + axisWidth + left, width: text.count, style: .dim)
        }
    }

    /// The next of 1, 2, 5 times a power of ten (times 1024 per unit would look odd beside K, M, G of the labels).
    static func scale(_ greatest: Double) -> Double {
        guard greatest > 0, greatest.isFinite else { return 1 }
        var unit = 1.0
        while unit * 1000 < greatest, unit < 1e17 { unit *= 1024 }
        for factor in [1.0, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 1024] where factor * unit >= greatest {
            return factor * unit
        }
        return greatest
    }
}
