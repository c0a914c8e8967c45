import KubemonScreen
import KubemonStore

/// One graph: a line that says the newest value, the curve, and the scale at its left.
struct GraphPanel {
    /// What the curve is and what it says now.
    var caption: StyledText
    var series: [History.Series]
    /// Upper edge of the scale; `nil` follows the greatest value in sight.
    var fixedMaximum: Double?
    var style: Style
    /// Writes a value at the scale.
    var label: @Sendable (Double) -> String

    /// Columns in front of the curve.
    static let axisWidth = 7

    func draw(_ history: History, _ buckets: TimeBuckets, in rect: Rect, of frame: inout CellBuffer) {
        var rest = rect
        let head = rest.takeTop(1)
        frame.put(caption, row: head.row, column: head.column + 1, width: max(0, head.columns - 1))
        guard !rest.isEmpty else { return }
        let values = buckets.maxima(
            history.points.lazy.map { point in
                let parts = series.compactMap {
                    point.values.indices.contains($0.rawValue) ? point.values[$0.rawValue] : nil
                }
                return (point.wall, Double(parts.reduce(0, +)))
            })
        let maximum = fixedMaximum ?? Self.scale(values.compactMap(\.self).max() ?? 0)
        let axis = rest.takeLeft(Self.axisWidth)
        for row in axis.row..<axis.bottom {
            let text = row == axis.row ? label(maximum) : row == axis.bottom - 1 ? "0" : ""
            frame.put(text, row: row, column: axis.column, width: axis.columns - 1, align: .trailing, style: .dim)
            frame.put(String(frame.glyphs.vertical), row: row, column: axis.right - 1, style: .border)
        }
        Graph(values: values, maximum: maximum, style: style).draw(in: rest, of: &frame)
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
