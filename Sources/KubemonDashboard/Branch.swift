import KubemonScreen

/// The place of a row in a tree.
struct Branch: Sendable, Hashable {
    /// Steps from the root.
    var depth: Int
    /// Whether it has rows below it.
    var isGroup: Bool
    /// Whether those are hidden.
    var isFolded = false
    /// The row above it in the tree; `nil` at the root.
    var parent: RowID?

    /// More steps than these are not drawn: names must stay readable.
    private static let deepest = 12

    /// What stands before the name: lines, and whether `+` or `-` does something here.
    func prefix(_ glyphs: GlyphSet) -> StyledText {
        let steps = min(depth, Self.deepest)
        let text = StyledText(String(repeating: "  ", count: steps))
        if isGroup { return text.adding(isFolded ? "[+] " : "[-] ", isFolded ? .key : .dim) }
        return text.adding(steps == 0 ? "    " : glyphs.isASCII ? "`-- " : "└── ", .border)
    }
}
