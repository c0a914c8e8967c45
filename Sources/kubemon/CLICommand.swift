import ArgumentParser
import Glibc
import KubemonConsole
import KubemonProtocol
import KubemonTransport

/// `kubemon cli`.
struct CLICommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cli",
        abstract: "Command a collector.",
        discussion: """
            With -c: carries out one command, prints the answer and exits 0, or says on standard error why not and exits 1. \
            Without: reads commands line by line, from a prompt if this is a terminal.

            Commands:
            \(Command.all.map { "  \($0.usage): \($0.summary)" }.joined(separator: "\n"))

            A slash before a command is allowed, and --json behind one that asks something. 'status' exits 1 if something \
            is wrong: a recording that can't be written, an expected node that is not there. Exit codes: 0 done, 1 refused, not \
            understood by the collector, or the collector can't be reached, 64 the command line was not understood.
            """)

    @OptionGroup var collector: CommandPortArguments

    @Option(
        name: .shortAndLong, parsing: .remaining,
        help: ArgumentHelp("The command to carry out; everything after -c belongs to it.", valueName: "command"))
    var command: [String] = []

    @OptionGroup var access: ClientArguments

    @Flag(help: "Print answers as JSON.")
    var json = false

    func validate() throws {
        if command.isEmpty, let last = CommandLine.arguments.last, ["-c", "--command"].contains(last) {
            throw ValidationError("-c needs a command after it; without -c commands are read from a prompt")
        }
    }

    func run() throws {
        let (host, port) = try collector.address
        let client = ControlClient(host: host, port: port, security: try access.security(.control, host: host))
        if !command.isEmpty {
            // Nothing here has to end in order: what was asked goes on at the collector.
            Signals.unblock()
            guard send(Self.line(command), to: client) else { throw ExitCode.failure }
            return
        }
        guard send("alive", to: client, quietly: true) else { throw ExitCode.failure }
        let isTerminal = isatty(STDIN_FILENO) == 1
        if isTerminal { Output.line("commands of the collector at \(client.address); 'help' lists them, Ctrl-D ends") }
        var prompt = CommandPrompt()
        var failed = false
        while let line = isTerminal ? prompt.readLine() : readLine() {
            let word = line.trimmingSpaces()
            if word.isEmpty { continue }
            if ["exit", "quit", "/exit", "/quit"].contains(word) { break }
            if !send(word, to: client) { failed = true }
        }
        if failed, !isTerminal { throw ExitCode.failure }
    }

    /// One line of the words after -c. The shell has taken the quotes away; words with spaces get them back, and the text of
    /// a marker as a whole.
    private static func line(_ words: [String]) -> String {
        guard words.count > 1 else { return words[0] }
        if ["mark", "/mark"].contains(words[0]) { return Command.mark(words[1...].joined(separator: " ")).text }
        return words.map { word in
            word.contains(where: { " \t\"'\\".contains($0) }) || word.isEmpty
                ? "\"" + word.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\"" : word
        }.joined(separator: " ")
    }

    private func send(_ line: String, to client: ControlClient, quietly: Bool = false) -> Bool {
        do throws(TransportError) {
            // `status --json` says the same as `--json -c status`.
            let asked = line.split(separator: " ")
            let isJSON = asked.count > 1 && asked.last == "--json"
            let command = isJSON ? asked.dropLast().joined(separator: " ") : line
            let reply = try client.send(command, json: json || isJSON) { Output.error("kubemon: " + $0) }
            // What is wrong is part of a status: it is an answer, with the exit code of a probe.
            if reply.failed, (try? Command(command)) != .status {
                Output.error("kubemon: " + reply.text)
            } else if !quietly {
                Output.line(reply.text)
            }
            return !reply.failed
        } catch {
            let problem = error.isFromCollector ? "refuses this" : "can't be reached"
            Output.error("kubemon: the collector at \(client.address) \(problem): \(error.sentenceWithAdvice)")
            return false
        }
    }
}

extension String {
    fileprivate func trimmingSpaces() -> String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
