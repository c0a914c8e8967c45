/// Why there can be no full-screen console.
public enum TerminalError: Error, Equatable, CustomStringConvertible {
    /// Standard input or output is a file, a pipe or nothing.
    case noTerminal
    /// `TERM` is not set or names a terminal that is not known or cannot move its cursor.
    case unknownTerminal(String)
    /// The system refused a pipe or the terminal's modes.
    case unavailable(errno: Int32)

    /// One sentence that says what to do.
    public var description: String {
        switch self {
        case .noTerminal:
            "standard input and output are no terminal, so there can be no console"
        case .unknownTerminal(""):
            "TERM is not set, so the console cannot be drawn; set it, for example TERM=xterm"
        case .unknownTerminal(let name):
            "TERM=\(name) is not a terminal the console can be drawn on; set another TERM"
        case .unavailable(let number):
            "the terminal cannot be used (errno \(number))"
        }
    }
}
