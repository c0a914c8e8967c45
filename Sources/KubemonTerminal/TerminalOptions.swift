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

    /// Colours.
    public var theme = Theme.dark
    /// Whether only ASCII is drawn, whatever the locale says.
    public var isASCII = false
    /// Whether graphs are drawn with braille dots.
    public var isBraille = false
    /// Whether the wheel and clicks are taken from the terminal; text is then marked with Shift.
    public var hasMouse = true

    /// The usual look, with what the environment says: `NO_COLOR` turns colours off.
    public init() {
        if let value = getenv("NO_COLOR"), value.pointee != 0 { theme = .mono }
    }

    /// Sets the locale that ncurses draws by and says which characters it can draw.
    func prepareGlyphs() -> GlyphSet {
        setlocale(LC_ALL, "")
        let isSilent = ["LC_ALL", "LC_CTYPE", "LANG"].allSatisfy { name in
            guard let value = getenv(name) else { return true }
            return value.pointee == 0
        }
        // Nothing is said in most containers, and nearly all terminals in front of them understand UTF-8.
        if isSilent, !isPlain(getenv("TERM").map { String(cString: $0) } ?? "") { setlocale(LC_CTYPE, "C.UTF-8") }
        let codeset = nl_langinfo(nl_item(CODESET)).map { String(cString: $0) } ?? ""
        if isASCII || codeset != "UTF-8" { return .ascii }
        return isBraille ? .braille : .unicode
    }

    private func isPlain(_ name: String) -> Bool { name.hasPrefix("vt") || name == "linux" }
}
