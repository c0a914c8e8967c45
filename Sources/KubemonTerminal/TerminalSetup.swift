import CNcurses
import CTerminal
import Glibc
import KubemonScreen

/// What has to succeed before there is a ``Terminal``.
struct TerminalSetup {
    let glyphs: GlyphSet
    /// How many colours there are; 0 without.
    let colours: Int
    let wakeDescriptor: Int32
    let wakeSender: Int32

    init(_ options: TerminalOptions) throws(TerminalError) {
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { throw .noTerminal }
        let name = getenv("TERM").map { String(cString: $0) } ?? ""
        guard !name.isEmpty else { throw .unknownTerminal(name) }
        var (reading, writing) = (Int32(-1), Int32(-1))
        guard kubemon_terminal_save(STDIN_FILENO), kubemon_terminal_pipe(&reading, &writing) else {
            throw .unavailable(errno: errno)
        }
        options.prepareLocale()
        glyphs = options.glyphs
        let signals = SavedSignals()
        let isOpen = Self.open(name, options.colours)
        // ncurses takes signals that are decided on elsewhere.
        signals.restore()
        guard isOpen else {
            close(reading)
            close(writing)
            throw .unknownTerminal(name)
        }
        (wakeDescriptor, wakeSender) = (reading, writing)
        let count = Int(kubemon_curses_colors())
        let most = options.colours == .basic ? 16 : options.colours == .cube ? 256 : .max
        colours = min(count, most)
    }

    /// Where any colour is wanted and the terminal has a description with them, that one is taken.
    private static func open(_ name: String, _ colours: TerminalOptions.Colours) -> Bool {
        let promised = ["truecolor", "24bit"].contains(getenv("COLORTERM").map { String(cString: $0) } ?? "")
        if colours == .direct || colours == .auto && promised, name.hasSuffix("-256color") {
            if kubemon_curses_open(name.dropLast("-256color".count) + "-direct") { return true }
        }
        return kubemon_curses_open(nil)
    }
}
