import ArgumentParser
import KubemonConsole
import KubemonDashboard

/// `kubemon config`.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Print the console's settings and what they may be; check the settings file.",
        discussion: """
            The file holds lines such as 'theme = light'; '#' begins a comment. It is config in kubemon below \
            XDG_CONFIG_HOME or ~/.config. F2 in the console changes it.

            Exit codes: 0 all is well, 1 the file holds something that is not understood (standard error says where).
            """)

    @Flag(help: "Print the settings as the README's table.")
    var table = false

    func run() throws {
        if table { return Output.line(SettingsText.table()) }
        let file = SettingsFile.usual
        let (settings, problems) = file?.load() ?? (Settings(), [])
        Output.line("# \(file?.path ?? "there is no home directory to keep settings in")")
        for key in SettingKey.allCases {
            Output.line("")
            Output.line("# \(key.summary): \(key.allowed); usually \(key.standard)")
            Output.line("\(key.rawValue) = \(settings[key])")
        }
        for problem in problems { Output.error("kubemon: " + problem) }
        if !problems.isEmpty { throw ExitCode.failure }
    }
}
