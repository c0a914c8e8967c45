import KubemonScreen
import Testing

@Suite("Frames")
struct CellBufferTests {
    @Test(
        "what could act on the terminal is replaced",
        arguments: [
            ("\u{1B}[2J", "?[2J"), ("a\u{7}b", "a?b"), ("a\r\nb", "a?b"), ("\u{9B}31m", "?31m"), ("a\u{202E}b", "a?b"),
            ("a\tb", "a?b"), ("\u{301}a", "?a"),
        ])
    func replacesControls(text: String, expected: String) {
        var frame = CellBuffer(rows: 1, columns: 10)
        frame.put(text, row: 0, column: 0)
        #expect(frame.text(ofRow: 0).hasPrefix(expected))
    }

    @Test(
        "wide characters take two columns, marks none, joined emoji are reduced to the first",
        arguments: [("日本", 4), ("é", 1), ("e\u{301}", 1), ("👩‍👩‍👧", 2), ("🇩🇪", 2), ("한", 2), ("", 0), ("😀", 2)])
    func widths(text: String, expected: Int) { #expect(TextWidth.of(text) == expected) }

    @Test("a wide character is never split", arguments: 0...6)
    func neverSplits(width: Int) {
        var frame = CellBuffer(rows: 1, columns: 8)
        frame.put("a日本b", row: 0, column: 0, width: width)
        #expect(isWhole(frame))
        frame.put("x", row: 0, column: 2)
        #expect(isWhole(frame))
    }

    @Test("names keep both ends")
    func middleElision() {
        var frame = CellBuffer(rows: 1, columns: 12)
        frame.put("kube-system/apiserver", row: 0, column: 0, width: 12, elision: .middle)
        #expect(frame.text(ofRow: 0) == "kube-s…erver")
    }

    @Test("fields are aligned and filled")
    func alignment() {
        var frame = CellBuffer(rows: 1, columns: 9)
        frame.put("12", row: 0, column: 0, width: 4, align: .trailing, style: .warning)
        frame.put("ab", row: 0, column: 4, width: 5, align: .centre)
        #expect(frame.text(ofRow: 0) == "  12 ab  ")
        #expect(frame[0, 0].style == .warning)
    }

    @Test("drawing outside is cut off", arguments: [(0, 0), (1, 1), (3, 2)])
    func outside(rows: Int, columns: Int) {
        var frame = CellBuffer(rows: rows, columns: columns)
        for row in -2...4 {
            for column in -2...4 {
                frame.put("日x", row: row, column: column)
                frame.box(Rect(row: row, column: column, rows: 3, columns: 3), title: "t")
                frame.restyle(Rect(row: row, column: column, rows: 9, columns: 9)) { $0.onSelection }
            }
        }
        #expect(frame.cells.count == rows * columns)
        #expect(isWhole(frame))
    }

    @Test("every style has a letter of its own")
    func letters() { #expect(Set(Style.allCases.map(\.letter)).count == Style.allCases.count) }

    private func isWhole(_ frame: CellBuffer) -> Bool {
        (0..<frame.rows).allSatisfy { row in
            (0..<frame.columns).allSatisfy { column in
                let cell = frame[row, column]
                if cell.width == 2 { return column + 1 < frame.columns && frame[row, column + 1].width == 0 }
                if cell.width == 0 { return column > 0 && frame[row, column - 1].width == 2 }
                return true
            }
        }
    }
}
