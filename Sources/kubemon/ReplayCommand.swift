import ArgumentParser
import KubemonConsole
import KubemonDashboard
import KubemonHistory
import KubemonMetrics
import KubemonRecording
import KubemonStore
import KubemonSystem
import KubemonTerminal

/// `kubemon replay`.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Play a recording in the console.",
        discussion: """
            Shows a finished recording from its beginning, or follows the end of one that is running. The views are those \
            of the collector's console. z plays and pauses, x changes the speed, [ ] go by samples, { } by minutes, ( ) by \
            events, b to a time. The recording is only read; where it lacks its index and has a table larger than 8 MiB, \
            one is put beside the tables if that is allowed. While it plays, a finished one is compared with its checksums.

            Exit codes: 0 ended as asked, 1 not started (standard error says why), 64 the command line was not understood.
            """)

    @Argument(help: ArgumentHelp("Directory of the recording.", valueName: "dir"))
    var directory: String

    @Option(
        help: ArgumentHelp(
            "Begin there, paused: 10m after its start as 10m, or 14:01, or '2026-11-22 14:01' (UTC).", valueName: "time"
        ))
    var at: String?

    @Option(help: ArgumentHelp("Seconds of the recording per second, 0.1 to 3600.", valueName: "n"))
    var speed = 1.0

    @OptionGroup var screen: ScreenArguments

    func validate() throws {
        guard (0.1...3600).contains(speed) else {
            throw ValidationError("--speed is a number from 0.1 to 3600, not \(speed)")
        }
    }

    func run() throws {
        let wakeup = Wakeup()
        let signals = Signals(Shutdown(), onSignal: { wakeup.signal() }, lastWords: { Terminal.restoreForExit() })
        let fleet: ReplayFleet
        do throws(ExportError) { fleet = try ReplayFleet(directory) } catch {
            throw Failure.exit(error.sentence(ofPlaying: directory))
        }
        guard fleet.times != nil else { throw Failure.exit("\(directory) holds no sample yet") }
        fleet.setSpeed(speed)
        if let at { try go(to: at, fleet) }
        let backend = ReplayBackend(fleet: fleet, directory: ".")
        let console = ConsoleLoop(backend, wakeup: wakeup) {
            if signals.isEnding { .asked } else if signals.isHungUp { .terminalGone } else { nil }
        }
        do throws(TerminalError) { _ = try console.run(screen.options) } catch { throw Failure.exit("\(error)") }
    }

    private func go(to text: String, _ fleet: ReplayFleet) throws {
        let snapshot = fleet.snapshot(historyOf: HistoryRequest())
        guard let target = GotoTime.parse(text, shown: snapshot.wall, in: snapshot) else {
            throw Failure.exit("--at '\(text)' is no time; \(GotoTime.hint(snapshot.origin))", .validationFailure)
        }
        guard fleet.travel(target, historyOf: HistoryRequest()) != nil else {
            let range = "\(TimeOfDay.text(snapshot.extent.oldest)) to \(TimeOfDay.text(snapshot.extent.newest))"
            throw Failure.exit("\(directory) has no sample at \(text); it has some from \(range)")
        }
        fleet.toggle()
    }
}
