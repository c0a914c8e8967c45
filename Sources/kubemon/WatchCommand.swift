import ArgumentParser
import KubemonSampling
import KubemonTerminal

/// `kubemon` alone: this machine in a console.
struct WatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Watch this machine in the console (the default).",
        discussion: """
            The same as 'kubemon collector --local -i 1', except that it ends with its terminal unless it is recording. \
            Other machines can be added with 'kubemon monitor'. With --demo it shows an invented fleet instead.

            Exit codes: 0 ended as asked, 1 not started (standard error says why), 64 the command line was not understood.
            """)

    @OptionGroup var collector: CollectorArguments
    @OptionGroup var screen: ScreenArguments
    @OptionGroup var sampling: SamplingArguments
    @OptionGroup var demo: DemoArguments

    @Option(
        name: [.short, .customLong("interval")],
        help: ArgumentHelp("Sampling interval, 0.1s to 1h.", valueName: "time"))
    var interval = Interval(seconds: 1)

    func run() throws {
        if demo.demo {
            if let directory = demo.pictures {
                if let problem = Pictures.write(to: directory) { throw Failure.exit(problem) }
                return
            }
            return try Demo(seed: demo.seed, isHostile: demo.hostile).run(screen.options)
        }
        let options = try collector.options(
            interval: interval, port: collector.port, controlPort: collector.controlPort)
        try Program(
            collector: options, arguments: collector, selection: sampling.selection(.all, hostProcesses: true),
            sampling: sampling, terminal: screen.options, outlivesTerminal: false
        ).run()
    }
}
