import CNcurses
import CTerminal
import Glibc
import KubemonScreen

/// What has to succeed before there is a ``Terminal``.
struct TerminalSetup {
    let glyphs: GlyphSet
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
        glyphs = options.prepareGlyphs()
        let signals = SavedSignals()
        let isOpen = kubemon_curses_open()
        // ncurses takes signals that are decided on elsewhere.
        signals.restore()
        guard isOpen else {
            close(reading)
            close(writing)
            throw .unknownTerminal(name)
        }
        (wakeDescriptor, wakeSender) = (reading, writing)
    }
}
