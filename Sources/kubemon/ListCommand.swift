import ArgumentParser
import Glibc
import KubemonCollector
import KubemonRecording

/// `kubemon list`.
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the recordings in a data directory.",
        discussion: "Needs no collector and disturbs none. Exit codes: 0 done, 1 the directory can't be read.")

    @Option(help: ArgumentHelp("Where the recordings are.", valueName: "dir"))
    var dataDir = "./kubemon-data"

    @Flag(help: "Print them as JSON.")
    var json = false

    @Flag(help: .hidden)
    var modules = false

    func run() throws {
        // What `--list` of the original printed.
        if modules {
            Output.line("Available modules:")
            for module in ["Collector", "Monitor", "Os", "Docker", "Process", "All", "Cli"] {
                Output.line("\t- \(module)")
            }
            return
        }
        guard access(dataDir, F_OK) == 0 else {
            throw Failure.exit("there is no directory \(dataDir); name the data directory with --data-dir")
        }
        do throws(RecordingError) {
            let recordings = try RecordingCatalog(dataDirectory: dataDir).list()
            Output.line(RecordingList.text(recordings, json: json))
        } catch {
            throw Failure.exit(error.sentence(for: dataDir))
        }
    }
}
