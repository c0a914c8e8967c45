import CNcurses

/// The modes that ncurses does not know of, and the way back from all of them.
enum TerminalModes {
    private static let mouseOn = "\u{1B}[?1000h\u{1B}[?1006h"
    private static let mouseOff = "\u{1B}[?1000l\u{1B}[?1006l"
    private static let pasteOn = "\u{1B}[?2004h"
    private static let pasteOff = "\u{1B}[?2004l"

    /// Around what belongs to one frame, where the terminal has said that it understands.
    static let frameBegin = "\u{1B}[?2026h"
    static let frameEnd = "\u{1B}[?2026l"

    /// The question whether it does; empty for terminals that might print it.
    static func question(terminal name: String) -> String {
        let families = [
            "xterm", "tmux", "alacritty", "foot", "kitty", "wezterm", "ghostty", "contour", "konsole", "vte", "gnome",
            "st-",
        ]
        return families.contains(where: name.hasPrefix) ? "\u{1B}[?2026$p" : ""
    }

    static func mouse(_ isOn: Bool) -> String { isOn ? mouseOn : mouseOff }

    /// Bracketed paste and, if wanted, the mouse.
    static func enter(mouse: Bool) -> String { pasteOn + (mouse ? mouseOn : "") }

    /// Everything back: modes, colours, cursor and the screen as it was before.
    static func reset(terminal name: String) -> String {
        (question(terminal: name).isEmpty ? "" : frameEnd) + mouseOff + pasteOff
            + ["sgr0", "rmkx", "cnorm", "rmcup"].map(capability).joined() + "\r"
    }

    private static func capability(_ name: String) -> String {
        guard let text = kubemon_curses_string(name) else { return "" }
        return withoutPadding(String(cString: text))
    }

    /// Terminfo asks old terminals for pauses, written `$<5>`.
    private static func withoutPadding(_ text: String) -> String {
        var result = ""
        var rest = Substring(text)
        while let character = rest.first {
            if rest.hasPrefix("$<"), let end = rest.firstIndex(of: ">") {
                rest = rest[rest.index(after: end)...]
            } else {
                result.append(character)
                rest = rest.dropFirst()
            }
        }
        return result
    }
}
