import ArgumentParser
import Glibc
import KubemonConsole
import KubemonDashboard
import KubemonSystem
import KubemonTerminal

/// The console over an invented fleet.
struct Demo {
    let seed: UInt64
    let isHostile: Bool

    func run(_ options: ConsoleOptions) throws {
        var options = options
        // What is tried out here is kept nowhere.
        options.file = nil
        let (wakeup, shutdown) = (Wakeup(), Shutdown())
        defer { shutdown.run() }
        let signals = Signals(
            shutdown, onSignal: { wakeup.signal() }, lastWords: { Terminal.restoreForExit() })
        let console = ConsoleLoop(DemoBackend(seed: seed, isHostile: isHostile), wakeup: wakeup) {
            if signals.isEnding { .asked } else if signals.isHungUp { .terminalGone } else { nil }
        }
        do throws(TerminalError) { _ = try console.run(options) } catch { throw Failure.exit("\(error)") }
    }
}
