public import KubemonDashboard
import KubemonTerminal

/// How a console looks and behaves, and where that is kept.
public struct ConsoleOptions: Sendable {
    /// What the user has chosen, in the file and on the command line.
    public var settings: Settings
    /// The file that changes are written to; `nil` writes nothing.
    public var file: SettingsFile?
    /// What is wrong with the file, one sentence per line; shown at start.
    public var problems: [String] = []

    /// Settings that are written nowhere.
    public init(settings: Settings = Settings(), file: SettingsFile? = nil, problems: [String] = []) {
        self.settings = settings
        self.file = file
        self.problems = problems
    }
}

extension TerminalOptions {
    /// What of the settings concerns the terminal.
    init(_ settings: Settings) {
        self.init()
        if let theme = Theme(rawValue: settings[.theme]) { self.theme = theme }
        if let colours = Colours(rawValue: settings[.colors]) { self.colours = colours }
        isASCII = settings[.ascii] == "auto" ? nil : settings.isOn(.ascii)
        isBraille = settings[.graph] == "braille"
        hasMouse = settings.isOn(.mouse)
    }
}
