/// A curve over time: one value per column, newest at the right, drawn from the bottom up.
public struct Graph: Sendable {
    /// The values from oldest to newest; `nil` is a gap and is left empty.
    public var values: [Double?]
    /// The value at the upper edge.
    public var maximum: Double
    /// Meaning of the curve.
    public var style: Style

    /// Describes a curve.
    public init(values: [Double?], maximum: Double, style: Style = .graph) {
        self.values = values
        self.maximum = maximum
        self.style = style
    }

    /// Draws the curve into `rect`; the newest values end at its right edge.
    ///
    /// With braille two values share a cell, so pass twice as many.
    public func draw(in rect: Rect, of frame: inout CellBuffer) {
        guard !rect.isEmpty, maximum > 0 else { return }
        frame.glyphs == .braille ? drawDots(in: rect, of: &frame) : drawBlocks(in: rect, of: &frame)
    }

    /// How many values fit in `columns` columns.
    public static func capacity(columns: Int, glyphs: GlyphSet) -> Int { glyphs == .braille ? columns * 2 : columns }

    private func drawBlocks(in rect: Rect, of frame: inout CellBuffer) {
        let levels: [Character] =
            frame.glyphs.isASCII ? [".", ":", "#"] : ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
        let shown = values.suffix(rect.columns)
        for (offset, value) in shown.enumerated() {
            guard let height = height(of: value, steps: rect.rows * levels.count) else { continue }
            let column = rect.right - shown.count + offset
            for row in 0..<rect.rows {
                let level = min(levels.count, height - row * levels.count)
                guard level > 0 else { break }
                frame.put(String(levels[level - 1]), row: rect.bottom - 1 - row, column: column, width: 1, style: style)
            }
        }
    }

    private func drawDots(in rect: Rect, of frame: inout CellBuffer) {
        // Dots of a cell from bottom to top, left and right column, as Unicode numbers them.
        let left: [UInt32] = [0x40, 0x04, 0x02, 0x01]
        let right: [UInt32] = [0x80, 0x20, 0x10, 0x08]
        let shown = Array(values.suffix(rect.columns * 2))
        let padded = Array(repeating: Double?.none, count: rect.columns * 2 - shown.count) + shown
        for column in 0..<rect.columns {
            let heights = [padded[column * 2], padded[column * 2 + 1]].map { height(of: $0, steps: rect.rows * 4) ?? 0 }
            for row in 0..<rect.rows {
                var dots: UInt32 = 0
                for step in 0..<4 where heights[0] > row * 4 + step { dots |= left[step] }
                for step in 0..<4 where heights[1] > row * 4 + step { dots |= right[step] }
                guard dots != 0, let scalar = Unicode.Scalar(0x2800 + dots) else { continue }
                let text = String(Character(scalar))
                frame.put(text, row: rect.bottom - 1 - row, column: rect.column + column, width: 1, style: style)
            }
        }
    }

    /// Steps of the curve at a value; at least one for a measured value, so that zero differs from a gap.
    private func height(of value: Double?, steps: Int) -> Int? {
        guard let value, value.isFinite else { return nil }
        return max(1, min(steps, Int((value / maximum * Double(steps)).rounded())))
    }
}
