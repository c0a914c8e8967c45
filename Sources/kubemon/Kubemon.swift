import ArgumentParser
import CLinux
import KubemonMetrics

/// The program: subcommands, composition, exit codes, nothing else.
@main
struct Kubemon: ParsableCommand {
    static let version = KubemonVersion.current

    static let configuration = CommandConfiguration(
        commandName: "kubemon",
        abstract: "Watch and record machines and their containers.",
        discussion: """
            Without a subcommand: watch this machine in a full-screen console. The collector is part of it, so other \
            machines can be added with 'kubemon monitor', and what is seen can be recorded with the key R. \
            'kubemon watch --help' lists the options of this.

            With several machines: run 'kubemon collector' on one and 'kubemon monitor -H HOST' on each, HOST being the \
            name or address of the first.

            The command lines of the Python original work too: '-t collector', '-t cli -H HOST -c /start NAME', \
            '-t os|docker|process|monitor|all -H HOST', '-t merge -f FILE1 FILE2', '-l'.

            Exit codes: 0 done, 1 not done (standard error says why), 64 the command line was not understood.
            """,
        version: version,
        subcommands: [
            WatchCommand.self, CollectorCommand.self, MonitorCommand.self, CLICommand.self, ListCommand.self,
            ConsoleCommand.self, ReplayCommand.self,
            KeyCommand.self, VerifyCommand.self, ExportCommand.self, MergeCommand.self, MetricsCommand.self,
            KeysCommand.self, ConfigCommand.self,
        ],
        defaultSubcommand: WatchCommand.self)

    static func main() {
        // Before any thread exists, so that all inherit it: signals are taken by one thread, in order.
        Signals.block()
        kubemon_share_memory()
        let arguments = OriginalArguments.translate(Array(CommandLine.arguments.dropFirst()))
        // 'help' passes over what it does not know.
        let word = arguments.first == "help" ? arguments.dropFirst().first : arguments.first
        if let problem = word.flatMap(unknownSubcommand) { exit(withError: ValidationError(problem)) }
        main(withNegativeValues(arguments))
    }

    /// `--drain -1` as `--drain=-1`: no option begins with a digit, and a value that is none is to be said as such.
    static func withNegativeValues(_ arguments: [String]) -> [String] {
        // What stands behind -c is a command.
        let end = arguments.firstIndex { ["-c", "--command", "--"].contains($0) } ?? arguments.endIndex
        return arguments[..<end].reduce(into: []) { words, word in
            let isNegative = word.hasPrefix("-") && word.dropFirst().first?.isNumber == true
            guard isNegative, let last = words.last, last.hasPrefix("-"), !last.contains("=") else {
                return words.append(word)
            }
            words[words.count - 1] = last + "=" + word
        } + arguments[end...]
    }

    /// What is wrong with a first word that is no subcommand: else it would be taken for one too many of `watch`.
    static func unknownSubcommand(_ word: String) -> String? {
        let names = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
        guard !word.hasPrefix("-"), !names.contains(word) else { return nil }
        return "there is no subcommand '\(word)'; 'kubemon --help' lists them"
    }
}
