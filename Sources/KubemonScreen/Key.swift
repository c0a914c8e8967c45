/// What the user did at the terminal.
public enum Key: Sendable, Hashable {
    /// A printable character.
    case character(Character)
    /// A letter pressed together with Ctrl, in lower case.
    case control(Character)
    /// A character pressed together with Alt.
    case alt(Character)
    /// A function key, from 1.
    case function(Int)
    /// Return.
    case enter
    /// Esc alone, never the beginning of a sequence.
    case escape
    /// Tab and Shift-Tab.
    case tab, backTab
    /// Backspace, Delete, Insert.
    case backspace, delete, insert
    /// Cursor keys.
    case up, down, left, right
    /// Home, End, Page Up, Page Down.
    case home, end, pageUp, pageDown
    /// Text that was pasted at once.
    case paste(String)
    /// The left mouse button at a position.
    case click(row: Int, column: Int)
    /// The mouse wheel.
    case wheelUp, wheelDown
    /// The window has another size now.
    case resize

    /// What the keyboard calls it, as help prints it.
    public var name: String {
        switch self {
        case .character(" "): "Space"
        case .character(let character): String(character)
        case .control(let character): "Ctrl-" + String(character).uppercased()
        case .alt(let character): "Alt-" + String(character)
        case .function(let number): "F\(number)"
        case .enter: "Enter"
        case .escape: "Esc"
        case .tab: "Tab"
        case .backTab: "S-Tab"
        case .backspace: "Backspace"
        case .delete: "Del"
        case .insert: "Ins"
        case .up: "Up"
        case .down: "Down"
        case .left: "Left"
        case .right: "Right"
        case .home: "Home"
        case .end: "End"
        case .pageUp: "PgUp"
        case .pageDown: "PgDn"
        case .paste: "Paste"
        case .click: "Click"
        case .wheelUp: "WheelUp"
        case .wheelDown: "WheelDown"
        case .resize: "Resize"
        }
    }
}
