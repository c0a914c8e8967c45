import KubemonScreen

/// A curve in one line of text: the last minute of a row.
enum Sparkline {
    /// How many ticks make a minute, and what the header says if fewer are kept.
    static func span(interval: UInt64) -> (points: Int, title: String) {
        let interval = max(interval, 1)
        let points = max(1, min(60, Int(60_000_000_000 / interval)))
        let seconds = Double(min(60_000_000_000, UInt64(points) * interval)) / 1e9
        return (points, Format.decimal(seconds, digits: 0) + "s")
    }

    /// The greatest value of each stretch, newest at the right; a space where there is none.
    static func text(
        _ values: [Float], points: Int, maximum: Double, width: Int, glyphs: GlyphSet
    ) -> String {
        guard width > 0, maximum > 0 else { return "" }
        let perCell = max(1, (points + width - 1) / width)
        let cells = (points + perCell - 1) / perCell
        var text = String(repeating: " ", count: width - cells)
        for cell in 0..<cells {
            let newest = values.count - (cells - 1 - cell) * perCell
            let part = values[max(0, newest - perCell)..<max(0, newest)].filter { !$0.isNaN }
            text.append(glyphs.spark(part.max().map { Double($0) / maximum }))
        }
        return text
    }
}
