import ArgumentParser
import Glibc
import KubemonConsole
import KubemonDashboard

/// Options of everything that shows a console. They hold for this run, over what the settings say.
struct ScreenArguments: ParsableArguments {
    @Flag(help: "Draw with ASCII characters only.")
    var ascii = false

    @Flag(help: "Draw graphs with braille dots.")
    var braille = false

    @Option(help: ArgumentHelp("Colours: \(SettingKey.theme.allowed); NO_COLOR means mono.", valueName: "theme"))
    var theme: String?

    @Flag(help: "Leave the mouse to the terminal.")
    var noMouse = false

    func validate() throws {
        if let theme, !Settings().allows(.theme, theme) {
            throw ValidationError("--theme is \(SettingKey.theme.allowed), not '\(theme)'")
        }
    }

    /// The user's settings with these options over them.
    var options: ConsoleOptions {
        let file = SettingsFile.usual
        var (settings, problems) = file?.load() ?? (Settings(), [])
        if let value = getenv("NO_COLOR"), value.pointee != 0 { settings.set(.theme, "mono") }
        if let theme { settings.set(.theme, theme) }
        if ascii { settings.set(.ascii, "on") }
        if braille { settings.set(.graph, "braille") }
        if noMouse { settings.set(.mouse, "off") }
        return ConsoleOptions(settings: settings, file: file, problems: problems)
    }
}
