/// A frame as a picture, for the documentation: what the console drew, cell by cell.
///
/// Lines and blocks are drawn as rectangles, so the picture does not depend on the fonts of whoever looks at it.
public struct SVG: Sendable {
    private static let cellWidth = 9
    private static let cellHeight = 19
    private static let margin = 12

    /// The picture's text.
    public private(set) var text: String
    private let theme: ThemeColours

    /// Draws `frame`.
    public init(_ frame: CellBuffer, theme: ThemeColours = .dark) {
        self.theme = theme
        let width = frame.columns * Self.cellWidth + 2 * Self.margin
        let height = frame.rows * Self.cellHeight + 2 * Self.margin
        text = """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
            viewBox="0 0 \(width) \(height)">
            <rect width="\(width)" height="\(height)" rx="8" fill="\(Self.hex(theme.ground))"/>
            <g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="15" \
            shape-rendering="crispEdges" xml:space="preserve">

            """
        for row in 0..<frame.rows { drawRow(row, of: frame) }
        text += "</g>\n</svg>\n"
    }

    private mutating func drawRow(_ row: Int, of frame: CellBuffer) {
        var column = 0
        while column < frame.columns {
            let style = frame[row, column].style
            var end = column + 1
            while end < frame.columns, frame[row, end].style == style { end += 1 }
            drawRun(frame, row: row, columns: column..<end, style: style)
            column = end
        }
        if let cursor = frame.cursor, cursor.row == row {
            rectangle(
                row: row, column: cursor.column, x: 0, y: 15, width: Self.cellWidth, height: 3,
                Self.hex(theme.look(of: .plain).text))
        }
    }

    private mutating func drawRun(_ frame: CellBuffer, row: Int, columns: Range<Int>, style: Style) {
        let look = theme.look(of: style)
        if let ground = look.ground.map(Self.hex) {
            let width = columns.count * Self.cellWidth
            rectangle(row: row, column: columns.lowerBound, x: 0, y: 0, width: width, height: Self.cellHeight, ground)
        }
        var word = ""
        var (wordStart, wordEnd) = (columns.lowerBound, columns.lowerBound)
        for column in columns {
            let cell = frame[row, column]
            let isDrawn = drawShape(cell.character, row: row, column: column, colour: Self.hex(look.text))
            if cell.width == 0 { continue }
            if isDrawn || cell.character == " " || cell.width == 2 || column != wordEnd {
                drawWord(word, row: row, columns: wordStart..<wordEnd, look)
                (word, wordStart, wordEnd) = ("", column, column)
            }
            guard !isDrawn, cell.character != " " else { continue }
            if word.isEmpty { wordStart = column }
            word.append(cell.character)
            wordEnd = column + Int(cell.width)
        }
        drawWord(word, row: row, columns: wordStart..<wordEnd, look)
    }

    private static func hex(_ colour: UInt32) -> String {
        let digits = String(colour, radix: 16)
        return "#" + String(repeating: "0", count: 6 - digits.count) + digits
    }

    private mutating func drawWord(_ word: String, row: Int, columns: Range<Int>, _ look: ThemeColours.Look) {
        guard !word.isEmpty else { return }
        let x = Self.margin + columns.lowerBound * Self.cellWidth
        let y = Self.margin + row * Self.cellHeight + 14
        let weight = look.isBold ? " font-weight=\"bold\"" : ""
        text += "<text x=\"\(x)\" y=\"\(y)\" textLength=\"\(columns.count * Self.cellWidth)\" "
        text += "lengthAdjust=\"spacingAndGlyphs\" fill=\"\(Self.hex(look.text))\"\(weight)>"
        for character in word {
            switch character {
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "&": text += "&amp;"
            default: text.append(character)
            }
        }
        text += "</text>\n"
    }

    /// Draws blocks and lines; `false` for other characters.
    private mutating func drawShape(_ character: Character, row: Int, column: Int, colour: String) -> Bool {
        guard let value = character.unicodeScalars.first?.value else { return false }
        let (width, height) = (Self.cellWidth, Self.cellHeight)
        func part(_ x: Int, _ y: Int, _ width: Int, _ height: Int) {
            rectangle(row: row, column: column, x: x, y: y, width: width, height: height, colour)
        }
        switch value {
        case 0x2581...0x2588:
            let filled = height * Int(value - 0x2580) / 8
            part(0, height - filled, width, filled)
        case 0x2500: part(0, height / 2, width, 1)
        case 0x2501: part(0, height / 2 - 2, width, 5)
        case 0x2578: part(0, height / 2 - 2, width / 2, 5)
        case 0x2502: part(width / 2, 0, 1, height)
        case 0x250C:
            part(width / 2, height / 2, width - width / 2, 1)
            part(width / 2, height / 2, 1, height - height / 2)
        case 0x2510:
            part(0, height / 2, width / 2 + 1, 1)
            part(width / 2, height / 2, 1, height - height / 2)
        case 0x2514:
            part(width / 2, height / 2, width - width / 2, 1)
            part(width / 2, 0, 1, height / 2 + 1)
        case 0x2518:
            part(0, height / 2, width / 2 + 1, 1)
            part(width / 2, 0, 1, height / 2 + 1)
        default: return false
        }
        return true
    }

    private mutating func rectangle(
        row: Int, column: Int, x: Int, y: Int, width: Int, height: Int, _ colour: String
    ) {
        let left = Self.margin + column * Self.cellWidth + x
        let top = Self.margin + row * Self.cellHeight + y
        text += "<rect x=\"\(left)\" y=\"\(top)\" width=\"\(width)\" height=\"\(height)\" fill=\"\(colour)\"/>\n"
    }
}
