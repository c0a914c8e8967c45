import ArgumentParser
import Glibc
import KubemonCollector
import KubemonRecording

/// `kubemon list`.
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the recordings in a data directory.",
        discussion: "Needs no collector and disturbs none. Exit codes: 0 done, 1 there is no such "
            + "directory, or it can't be read.")

    @Option(help: ArgumentHelp("Where the recordings are (default: \(Self.usual)).", valueName: "dir"))
    var dataDir: String?

    /// Where a collector that was started here makes them; the first one makes the directory.
    private static let usual = "./kubemon-data"

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
        let directory = dataDir ?? Self.usual
        guard access(directory, F_OK) == 0 || errno != ENOENT else {
            if let dataDir { throw Failure.exit("there is no directory \(dataDir), so there are no recordings in it") }
            if !json { Output.error("kubemon: there is no \(directory) here; another is named with --data-dir") }
            return Output.line(RecordingList.text([], json: json))
        }
        do throws(RecordingError) {
            let recordings = try RecordingCatalog(dataDirectory: directory).list()
            Output.line(RecordingList.text(recordings, json: json))
        } catch {
            throw Failure.exit(error.sentence(for: directory))
        }
    }
}
