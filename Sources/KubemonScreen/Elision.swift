/// Where text is shortened that does not fit.
public enum Elision: Sendable {
    /// The end is cut: for text that is read from its start.
    case end
    /// The middle is cut, both ends stay: for names that differ in their last characters.
    case middle

    /// The graphemes of `text` that fit in `width` columns, with `ellipsis` where some were left out.
    func fit(
        _ text: some StringProtocol, width: Int, ellipsis: Character
    ) -> [(character: Character, width: Int)] {
        let graphemes = text.lazy.map(TextWidth.cleaned)
        // Names may be long: more than this is never on a screen.
        var kept: [(character: Character, width: Int)] = []
        var total = 0
        var isCut = false
        for grapheme in graphemes {
            if self == .end, total + grapheme.width > width {
                isCut = true
                break
            }
            kept.append(grapheme)
            total += grapheme.width
        }
        guard isCut || total > width else { return kept }
        guard width > 0 else { return [] }
        if self == .end {
            while total > width - 1, let last = kept.popLast() { total -= last.width }
            return kept + [(ellipsis, 1)]
        }
        let tailWidth = (width - 1) / 2
        var head = Self.prefix(kept, width: width - 1 - tailWidth)
        let tail = Self.prefix(kept.reversed(), width: tailWidth)
        head.append((ellipsis, 1))
        return head + tail.reversed()
    }

    private static func prefix(
        _ graphemes: [(character: Character, width: Int)], width: Int
    ) -> [(character: Character, width: Int)] {
        var left = width
        return Array(
            graphemes.prefix {
                left -= $0.width
                return left >= 0
            })
    }
}
