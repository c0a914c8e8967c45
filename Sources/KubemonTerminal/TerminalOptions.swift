import Glibc
import KubemonScreen

/// How the console should look and listen.
public struct TerminalOptions: Sendable {
    /// The ground that the terminal's own colours stand on.
    public enum Theme: String, Sendable, CaseIterable {
        /// Light text on a dark ground.
        case dark
        /// Dark text on a light ground.
        case light
        /// Without colours: bold, dim and reverse only.
        case mono
    }

    /// Colours; `nil` asks the terminal for its ground.
    public var theme: Theme?
    /// How many colours are used at most.
    public enum Colours: String, Sendable, CaseIterable {
        /// As many as the terminal's description and `COLORTERM` say.
        case auto
        /// Those that every terminal has and its user can choose.
        case basic = "16"
        /// The cube of 256.
        case cube = "256"
        /// Any, where there is a description of a terminal that has them.
        case direct = "true"
    }

    /// Colours.
    public var colours = Colours.auto
    /// Whether only ASCII is drawn; `nil` asks the locale and the kind of the terminal.
    public var isASCII: Bool?
    /// Whether graphs are drawn with braille dots.
    public var isBraille = false
    /// Whether the wheel and clicks are taken from the terminal; text is then marked with Shift.
    public var hasMouse = true

    /// The usual look, with what the environment says: `NO_COLOR` turns colours off.
    public init() {
        if let value = getenv("NO_COLOR"), value.pointee != 0 { theme = .mono }
    }

    /// Sets the locale that ncurses draws by.
    func prepareLocale() {
        setlocale(LC_ALL, "")
        let isSilent = ["LC_ALL", "LC_CTYPE", "LANG"].allSatisfy { name in
            guard let value = getenv(name) else { return true }
            return value.pointee == 0
        }
        // Nothing is said in most containers, and nearly all terminals in front of them understand UTF-8.
        if isSilent, !isPlain(getenv("TERM").map { String(cString: $0) } ?? "") { setlocale(LC_CTYPE, "C.UTF-8") }
    }

    /// The characters to draw with, after ``prepareLocale()``.
    var glyphs: GlyphSet {
        let codeset = nl_langinfo(nl_item(CODESET)).map { String(cString: $0) } ?? ""
        let name = getenv("TERM").map { String(cString: $0) } ?? ""
        if codeset != "UTF-8" || isASCII ?? isPlain(name) { return .ascii }
        return isBraille ? .braille : .unicode
    }

    /// Their fonts have no blocks to draw graphs with.
    private func isPlain(_ name: String) -> Bool { name.hasPrefix("vt1") || name.hasPrefix("vt2") || name == "linux" }
}
