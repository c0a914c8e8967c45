import ArgumentParser
import KubemonSampling
import KubemonTerminal

/// `kubemon collector`.
struct CollectorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collector",
        abstract: "Take what monitors send, show it, record it.",
        discussion: """
            Opens the console on this terminal; with --headless it runs without one, for services, and \
            'kubemon cli' commands it. SIGTERM ends it; a recording that runs is then continued by the next start, since only \
            'stop' ends a recording. If the terminal is lost, it goes on headless.

            Connections are TLS with pre-shared keys (see 'kubemon help key'), so it listens on all addresses; -H chooses \
            one. SIGHUP, without a console, has it read the keys again.

            Exit codes: 0 ended as asked, 1 not started (standard error says why), 64 the command line was not understood.
            """)

    @OptionGroup var collector: CollectorArguments
    @OptionGroup var screen: ScreenArguments
    @OptionGroup var sampling: SamplingArguments

    @Option(
        name: [.short, .customLong("interval")],
        help: ArgumentHelp("Sampling interval of all monitors, 0.1s to 1h.", valueName: "time"))
    var interval = Interval(seconds: 5)

    @Flag(help: "Monitor this machine too.")
    var local = false

    @Flag(help: "Run without a console.")
    var headless = false

    func run() throws {
        let collector = try collector.options(
            interval: interval, port: collector.port, controlPort: collector.controlPort)
        try Program(
            collector: collector, arguments: self.collector,
            selection: local ? sampling.selection(.all, hostProcesses: true) : nil, sampling: sampling,
            terminal: headless ? nil : screen.options, outlivesTerminal: true
        ).run()
    }
}
