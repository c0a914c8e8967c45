import KubemonScreen
import Testing

@Suite("Graphs")
struct GraphTests {
    @Test("a gap is empty, zero is a trace, the newest value is at the right edge", arguments: GlyphSet.allCases)
    func gaps(glyphs: GlyphSet) {
        var frame = CellBuffer(rows: 2, columns: 5, glyphs: glyphs)
        let values: [Double?] = glyphs == .braille ? [nil, nil, 0, 0, 100, 100] : [nil, 0, 100]
        Graph(values: values, maximum: 100).draw(in: frame.bounds, of: &frame)
        let top = frame.text(ofRow: 0)
        let bottom = frame.text(ofRow: 1)
        switch glyphs {
        case .unicode: #expect((top, bottom) == ("    █", "   ▁█"))
        case .braille: #expect((top, bottom) == ("    ⣿", "   ⣀⣿"))
        case .ascii: #expect((top, bottom) == ("    #", "   .#"))
        }
    }

    @Test("of several samples in a column the greatest is shown")
    func maxima() {
        let buckets = TimeBuckets(window: 10_000_000_000, count: 5, end: 20_500_000_000, interval: 1_000_000_000)
        #expect(buckets.length == 2_000_000_000)
        let samples = [(wall: UInt64(20_000_000_000), value: 1.0), (wall: 20_400_000_000, value: 7.0)]
        #expect(buckets.maxima(samples + [(wall: 12_000_000_000, value: 3)]) == [3, nil, nil, nil, 7])
    }

    @Test("a column is never shorter than the interval, so steady samples leave no holes")
    func interval() {
        let buckets = TimeBuckets(window: 60_000_000_000, count: 60, end: 100_000_000_000, interval: 5_000_000_000)
        #expect(buckets.length == 5_000_000_000)
    }

    @Test("a picture holds every character and no markup of strangers")
    func picture() {
        var frame = CellBuffer(rows: 1, columns: 12)
        frame.put("<b>&█ ok", row: 0, column: 0, style: .warning)
        let text = SVG(frame).text
        #expect(text.contains("&lt;b&gt;&amp;"))
        #expect(text.contains(">ok</text>"))
    }
}
