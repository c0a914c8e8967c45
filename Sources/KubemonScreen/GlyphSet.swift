/// The characters that lines, bars and graphs are drawn with.
public enum GlyphSet: Sendable, Hashable, CaseIterable {
    /// Box lines and eighths of blocks.
    case unicode
    /// As `unicode`, with graphs of two by four dots per cell.
    case braille
    /// Nothing beyond ASCII.
    case ascii

    /// Whether only ASCII may be used.
    public var isASCII: Bool { self == .ascii }
    /// Stands for what was left out of a text.
    public var ellipsis: Character { isASCII ? "~" : "…" }
    /// A horizontal line.
    public var horizontal: Character { isASCII ? "-" : "─" }
    /// A vertical line.
    public var vertical: Character { isASCII ? "|" : "│" }
    /// Corners: top left, top right, bottom left, bottom right.
    public var corners: (Character, Character, Character, Character) {
        isASCII ? ("+", "+", "+", "+") : ("┌", "┐", "└", "┘")
    }
    /// Leads to a row of a tree that others of the same parent follow.
    public var branch: String { isASCII ? "|-- " : "├── " }
    /// Leads to the last row of its parent.
    public var lastBranch: String { isASCII ? "`-- " : "└── " }
    /// Corner of the axes of a graph.
    public var axisCorner: Character { isASCII ? "+" : "└" }
    /// The mark of a running recording.
    public var recordingDot: Character { isASCII ? "*" : "●" }
    /// Column header of an ascending and a descending order.
    public var arrows: (up: Character, down: Character) { isASCII ? ("^", "v") : ("▲", "▼") }
    /// Stands before the selected row, so that colour is not needed to find it.
    public var cursor: Character { isASCII ? ">" : "▶" }
    /// Points up from the line of markers to the time axis.
    public var marker: Character { isASCII ? "^" : "▴" }

    /// A bar of `width` cells of which `share` (0 to 1) is filled; anything above zero shows at least a trace.
    public func bar(_ share: Double, width: Int) -> (filled: String, empty: String) {
        let share = share.isFinite ? min(max(share, 0), 1) : 0
        if isASCII {
            let count = min(width, max(share > 0.005 ? 1 : 0, Int((share * Double(width)).rounded())))
            return (String(repeating: "|", count: count), String(repeating: " ", count: width - count))
        }
        let halves = min(width * 2, max(share > 0.005 ? 1 : 0, Int((share * Double(width) * 2).rounded())))
        let filled = String(repeating: "━", count: halves / 2) + (halves % 2 == 1 ? "╸" : "")
        return (filled, String(repeating: "─", count: width - halves / 2 - halves % 2))
    }

    /// One character that stands as high as `share` (0 to 1) of a cell; a space where there is no value.
    public func spark(_ share: Double?) -> Character {
        guard let share, share.isFinite else { return " " }
        let levels: [Character] =
            isASCII ? ["_", ".", ":", "=", "#"] : ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
        let index = Int(min(max(share, 0), 1) * Double(levels.count))
        return levels[min(index, levels.count - 1)]
    }
}
