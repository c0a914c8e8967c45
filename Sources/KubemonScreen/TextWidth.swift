/// How many columns text takes, and what of it may be shown at all.
public enum TextWidth {
    /// Columns of `text` once it is on the screen.
    public static func of(_ text: some StringProtocol) -> Int {
        text.reduce(0) { $0 + cleaned($1).width }
    }

    /// What is shown in place of `character`, and in how many columns.
    ///
    /// Control characters, C1, controls of text direction and other invisible scalars become `?`: names come from
    /// strangers. Of a sequence that joins several emoji only the first one is kept, because terminals disagree about
    /// the width of the whole; of combining marks at most four, because ncurses keeps no more.
    static func cleaned(_ character: Character) -> (character: Character, width: Int) {
        if let ascii = character.asciiValue {
            return ascii >= 0x20 && ascii < 0x7F && character != "\r\n" ? (character, 1) : ("?", 1)
        }
        var scalars = character.unicodeScalars.makeIterator()
        guard let base = scalars.next() else { return ("?", 1) }
        // Lines, blocks and dots fill most of a screen; they need no table.
        if isDrawing(base.value), scalars.next() == nil { return (character, 1) }
        scalars = character.unicodeScalars.makeIterator()
        guard scalars.next() != nil, isShown(base) else { return ("?", 1) }
        let baseWidth = width(of: base)
        // A mark without a letter would be drawn over the cell to the left.
        guard baseWidth > 0 else { return ("?", 1) }
        var kept = String.UnicodeScalarView([base])
        var total = baseWidth
        while let scalar = scalars.next() {
            if isRegionalIndicator(base), isRegionalIndicator(scalar) {
                kept.append(scalar)
                total += 1
                break
            }
            guard isMark(scalar), kept.count <= 4 else { break }
            kept.append(scalar)
        }
        return kept.count == 1 ? (Character(base), baseWidth) : (Character(String(kept)), total)
    }

    /// Columns of one scalar: 0, 1 or 2.
    public static func width(of scalar: Unicode.Scalar) -> Int {
        let value = scalar.value
        if value < 0x300 { return value < 0x20 || (0x7F..<0xA0).contains(value) ? 0 : 1 }
        if isWide(value) { return 2 }
        return isMark(scalar) || scalar.properties.generalCategory == .format ? 0 : 1
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        // Variation selectors change the width on some terminals only.
        if (0xFE00...0xFE0F).contains(scalar.value) || (0xE0100...0xE01EF).contains(scalar.value) { return false }
        // Vowels and finals of Hangul combine with the initial before them.
        if (0x1160...0x11FF).contains(scalar.value) || (0xD7B0...0xD7FF).contains(scalar.value) { return true }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return true
        default: return false
        }
    }

    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse: false
        default: true
        }
    }

    private static func isDrawing(_ value: UInt32) -> Bool {
        (0x2500...0x25B6).contains(value) || (0x2800...0x28FF).contains(value)
    }

    private static func isRegionalIndicator(_ scalar: Unicode.Scalar) -> Bool {
        (0x1F1E6...0x1F1FF).contains(scalar.value)
    }

    private static func isWide(_ value: UInt32) -> Bool {
        var (low, high) = (0, wideRanges.count)
        while low < high {
            let middle = (low + high) / 2
            if wideRanges[middle].upperBound < value { low = middle + 1 } else { high = middle }
        }
        return low < wideRanges.count && wideRanges[low].contains(value)
    }
}
