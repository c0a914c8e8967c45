import DashboardFixtures
import Glibc
import KubemonDashboard
import KubemonMetrics
import KubemonScreen
import KubemonStore
import KubemonTerminal

/// A console's loop in its smallest form, over invented machines.
enum DemoConsole {
    /// Runs until the user quits or a signal ends it; returns an exit code.
    static func run(_ arguments: [String]) -> Int32 {
        let signals = endOnSignals()
        var options = TerminalOptions()
        if arguments.contains("--mono") { options.theme = .mono }
        if arguments.contains("--light") { options.theme = .light }
        options.isASCII = arguments.contains("--ascii")
        options.isBraille = arguments.contains("--braille")
        options.hasMouse = !arguments.contains("--no-mouse")
        do throws(TerminalError) {
            var terminal = try Terminal(options)
            pthread_detach(signals)
            return loop(&terminal, options, canCrash: arguments.contains("--crash"))
        } catch {
            let text = "console-demo: \(error)\n"
            _ = text.withCString { write(STDERR_FILENO, $0, strlen($0)) }
            return 1
        }
    }

    private static func loop(_ terminal: inout Terminal, _ options: TerminalOptions, canCrash: Bool) -> Int32 {
        var state = DashboardState(glyphs: terminal.glyphs)
        let start = now()
        var fleet = snapshot(start, state)
        _ = state.handle(.resize(rows: terminal.rows, columns: terminal.columns), snapshot: fleet)
        while !terminal.isGone {
            fleet = snapshot(start, state)
            _ = state.handle(.tick, snapshot: fleet)
            terminal.show(Dashboard.render(state, fleet, rows: terminal.rows, columns: terminal.columns))
            _ = terminal.wait(milliseconds: 500)
            while let key = terminal.readKey() {
                // `!` is a programming error: the terminal must survive it.
                if canCrash, key == .character("!") { fatalError("asked to crash") }
                if key == .resize {
                    _ = state.handle(.resize(rows: terminal.rows, columns: terminal.columns), snapshot: fleet)
                }
                for effect in state.handle(.key(key), snapshot: fleet) {
                    if effect == .quit { return 0 }
                    run(effect, &terminal, &state, fleet)
                }
            }
        }
        return 0
    }

    private static func run(
        _ effect: Effect, _ terminal: inout Terminal, _ state: inout DashboardState, _ fleet: FleetSnapshot
    ) {
        switch effect {
        case .suspend: terminal.suspend()
        case .redraw: terminal.redraw()
        case .setMouse(let isOn): terminal.setMouse(isOn)
        case .validateDirectory(let text), .completeDirectory(let text):
            let isTaken = fleet.recordings.contains { $0.name == text }
            let check = DirectoryCheck(
                text: text, verdict: isTaken ? .refused : .new, message: isTaken ? "exists, choose another name" : "",
                freeBytes: fleet.collector.freeBytes)
            _ = state.handle(.directory(check), snapshot: fleet)
        case .command(let text):
            _ = state.handle(.reply("the demo does not run \(text)", isError: true), snapshot: fleet)
        default: _ = state.handle(.reply("the demo does nothing here", isError: false), snapshot: fleet)
        }
    }

    private static func snapshot(_ start: UInt64, _ state: DashboardState) -> FleetSnapshot {
        let fleet = FakeFleet.snapshot(
            elapsed: now() - start, isHostile: CommandLine.arguments.contains("--hostile"))
        return FakeFleet.answer(state.wanted, in: fleet)
    }

    private static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// A thread that ends the process cleanly, as the collector's does.
    private static func endOnSignals() -> pthread_t {
        var set = sigset_t()
        sigemptyset(&set)
        for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&set, number) }
        pthread_sigmask(SIG_BLOCK, &set, nil)
        signal(SIGPIPE, SIG_IGN)
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { _ in
                var set = sigset_t()
                sigemptyset(&set)
                for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&set, number) }
                var number: Int32 = 0
                while sigwait(&set, &number) != 0 {}
                Terminal.restoreForExit()
                _exit(128 + number)
            }, nil)
        return thread
    }
}
