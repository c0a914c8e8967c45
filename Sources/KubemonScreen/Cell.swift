/// One position of the screen.
public struct Cell: Sendable, Hashable {
    /// What stands in it: one grapheme without control characters. A space in the second half of a wide one.
    public internal(set) var character: Character
    /// Columns that the character takes: 1, 2, or 0 for the second half of a wide one.
    public internal(set) var width: UInt8
    /// What it means.
    public internal(set) var style: Style

    /// An empty position.
    public static let blank = Cell(character: " ", width: 1, style: .plain)

    init(character: Character, width: UInt8, style: Style) {
        self.character = character
        self.width = width
        self.style = style
    }
}
