import ArgumentParser
import KubemonDashboard

/// `kubemon keys`.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Print the keys of the console and the commands of its ':' line.",
        discussion: "The README's table is this output. Exit code: 0.")

    func run() { Output.line(KeysTable.markdown()) }
}
