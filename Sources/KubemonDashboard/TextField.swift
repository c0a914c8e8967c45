public import KubemonScreen

/// A line that is being edited.
public struct TextField: Sendable, Hashable {
    /// Longest line, in characters.
    static let limit = 512

    private var characters: [Character]
    private var cursor: Int
    /// Whether the text is only offered: what is typed first takes its place, a key that edits makes it the user's own.
    private var isSuggestion = false

    /// A line with the cursor at its end.
    public init(_ text: String = "") {
        characters = Array(text.prefix(Self.limit))
        cursor = characters.count
    }

    /// A line with a text that goes as soon as something else is typed.
    public init(suggestion: String) {
        self.init(suggestion)
        isSuggestion = !suggestion.isEmpty
    }

    /// Its text.
    public var text: String {
        get { String(characters) }
        set {
            characters = Array(newValue.prefix(Self.limit))
            cursor = characters.count
            isSuggestion = false
        }
    }

    /// Columns that the text before the cursor takes.
    public var cursorColumn: Int { TextWidth.of(String(characters[..<cursor])) }

    /// Edits the line; `false` if the key means nothing here.
    public mutating func handle(_ key: Key) -> Bool {
        let wasSuggestion = isSuggestion
        isSuggestion = false
        switch key {
        case .character(let character): insert([character], replacing: wasSuggestion)
        case .paste(let text): insert(Array(text), replacing: wasSuggestion)
        case .left: cursor = max(0, cursor - 1)
        case .right: cursor = min(characters.count, cursor + 1)
        case .home, .control("a"): cursor = 0
        case .end, .control("e"): cursor = characters.count
        case .backspace:
            guard cursor > 0 else { return true }
            cursor -= 1
            characters.remove(at: cursor)
        case .delete, .control("d"):
            if cursor < characters.count { characters.remove(at: cursor) }
        case .control("u"):
            characters.removeFirst(cursor)
            cursor = 0
        case .control("k"): characters.removeLast(characters.count - cursor)
        case .control("w"): removeWord()
        default:
            isSuggestion = wasSuggestion
            return false
        }
        return true
    }

    private mutating func insert(_ new: [Character], replacing isSuggestion: Bool) {
        if isSuggestion { (characters, cursor) = ([], 0) }
        let new = new.prefix(max(0, Self.limit - characters.count))
        characters.insert(contentsOf: new, at: cursor)
        cursor += new.count
    }

    private mutating func removeWord() {
        var start = cursor
        while start > 0, characters[start - 1] == " " || characters[start - 1] == "/" { start -= 1 }
        while start > 0, characters[start - 1] != " ", characters[start - 1] != "/" { start -= 1 }
        characters.removeSubrange(start..<cursor)
        cursor = start
    }

    /// Draws the line into a field; the part around the cursor is visible, and the frame's cursor is set if `isFocused`.
    func draw(in frame: inout CellBuffer, row: Int, column: Int, width: Int, isFocused: Bool) {
        guard width > 0 else { return }
        var start = 0
        while start < cursor, TextWidth.of(String(characters[start..<cursor])) > width - 1 { start += 1 }
        let visible = String(characters[start...])
        frame.put(visible, row: row, column: column, width: width, style: isSuggestion ? .selected : .input)
        guard isFocused, row >= 0, row < frame.rows else { return }
        let position = column + TextWidth.of(String(characters[start..<cursor]))
        if position >= 0, position < frame.columns { frame.cursor = (row, position) }
    }
}
