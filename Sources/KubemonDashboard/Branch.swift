import KubemonScreen

/// The place of a row in a tree.
struct Branch: Sendable, Hashable {
    /// Steps from the root.
    var depth: Int
    /// Whether it has rows below it.
    var isGroup: Bool
    /// Whether those are hidden.
    var isFolded = false
    /// Whether no other row of the same parent follows.
    var isLast = true
    /// The steps at which the line of a row above goes on: bit `n` is the one `n` steps from the root.
    var lines: UInt32 = 0
    /// The row above it in the tree; `nil` at the root.
    var parent: RowID?

    /// The place of a row below one with this place and `parent` as its id.
    func child(of parent: RowID, isLast: Bool) -> Branch {
        var child = Branch(depth: depth + 1, isGroup: false, parent: parent)
        child.isLast = isLast
        child.lines = lines
        // Roots have no line that could go on.
        if depth > 0, !self.isLast { child.lines |= 1 << UInt32(min(depth, 31)) }
        return child
    }

    /// More steps than these are not drawn: names must stay readable.
    private static let deepest = 12

    /// What stands before the name: lines, and whether `+` or `-` does something here.
    func prefix(_ glyphs: GlyphSet) -> StyledText {
        let steps = min(depth, Self.deepest)
        let goesOn = "\(glyphs.vertical) "
        let above = (0..<steps).map { lines >> $0 & 1 == 1 ? goesOn : "  " }.joined()
        let text = StyledText(above, .border)
        if isGroup { return text.adding(isFolded ? "[+] " : "[-] ", isFolded ? .key : .dim) }
        return text.adding(steps == 0 ? "    " : isLast ? glyphs.lastBranch : glyphs.branch, .border)
    }
}
