import ArgumentParser
import KubemonTerminal

/// Options of everything that shows a console.
struct ScreenArguments: ParsableArguments {
    @Flag(help: "Draw with ASCII characters only.")
    var ascii = false

    @Flag(help: "Draw graphs with braille dots.")
    var braille = false

    @Option(help: ArgumentHelp("Colours: dark, light or mono; NO_COLOR means mono.", valueName: "theme"))
    var theme: String?

    @Flag(help: "Leave the mouse to the terminal.")
    var noMouse = false

    func validate() throws {
        if let theme, TerminalOptions.Theme(rawValue: theme) == nil {
            throw ValidationError("--theme is dark, light or mono, not '\(theme)'")
        }
    }

    var options: TerminalOptions {
        var options = TerminalOptions()
        options.isASCII = ascii
        options.isBraille = braille
        options.hasMouse = !noMouse
        if let theme = theme.flatMap(TerminalOptions.Theme.init) { options.theme = theme }
        return options
    }
}
