import ArgumentParser
import KubemonConsole
import KubemonHistory
import KubemonSystem
import KubemonTerminal
import KubemonTransport

/// `kubemon console`.
struct ConsoleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "console",
        abstract: "Show a collector elsewhere, or one without a console, in the console here.",
        discussion: """
            Any number of consoles may look at one collector. Recordings are started, stopped and marked there with the \
            same keys; q leaves the collector and its recording alone. A lost connection is said and made again. It \
            begins with the samples of before, as many as take 4 MiB of all monitors together.

            Exit codes: 0 ended as asked, 1 not started (standard error says why), 64 the command line was not understood.
            """)

    @OptionGroup var collector: CommandPortArguments

    @Option(
        help: ArgumentHelp(
            "Most memory for the samples that the console goes back to.", valueName: "size"))
    var history = ByteSize(bytes: UInt64(FleetHistory.usualCapacity))

    @OptionGroup var access: ClientArguments
    @OptionGroup var screen: ScreenArguments

    func validate() throws {
        guard (1 << 20...1 << 40).contains(history.bytes) else {
            throw ValidationError("--history is from 1M to 1T, not \(history.defaultValueDescription)")
        }
    }

    func run() throws {
        let (wakeup, shutdown) = (Wakeup(), Shutdown())
        let signals = Signals(shutdown, onSignal: { wakeup.signal() }, lastWords: { Terminal.restoreForExit() })
        defer { shutdown.run() }
        let (host, port) = try collector.address
        let backend = AttachedBackend(
            host: host, port: port, security: try access.security(.control, host: host),
            historyBytes: Int(clamping: history.bytes)
        ) { SavedTable.write($0, as: $1, in: ".") }
        try Self.show(backend, screen.options, wakeup, shutdown, signals)
    }

    /// Shows a collector until the user leaves.
    static func show(
        _ backend: AttachedBackend, _ terminal: ConsoleOptions, _ wakeup: Wakeup, _ shutdown: Shutdown,
        _ signals: Signals
    ) throws {
        backend.onChange { wakeup.signal() }
        shutdown.add { backend.stop() }
        do throws(TransportError) { try backend.connect() } catch {
            let problem = error.isFromCollector ? "refuses this" : "can't be reached"
            throw Failure.exit("the collector at \(backend.address) \(problem): \(error.sentenceWithAdvice)")
        }
        let console = ConsoleLoop(backend, wakeup: wakeup) {
            if signals.isEnding { .asked } else if signals.isHungUp { .terminalGone } else { nil }
        }
        do throws(TerminalError) { _ = try console.run(terminal) } catch { throw Failure.exit("\(error)") }
    }
}
