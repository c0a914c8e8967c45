import ArgumentParser
import Glibc
import KubemonAgent
import KubemonCollector
import KubemonConsole
import KubemonDashboard
import KubemonMetrics
import KubemonProtocol
import KubemonRecording
import KubemonSampling
import KubemonStore
import KubemonSystem
import KubemonTerminal
import KubemonTransport
import Logging

/// A collector with or without a console and a monitor of this machine: starts the parts in order, waits, ends them in
/// the opposite order.
struct Program {
    let collector: CollectorOptions
    let arguments: CollectorArguments
    /// What of this machine is sampled; `nil` for nothing.
    let selection: Selection?
    let sampling: SamplingArguments
    /// How the console looks; `nil` runs without one.
    let terminal: ConsoleOptions?
    /// Whether it goes on without its terminal even if nothing is being recorded.
    let outlivesTerminal: Bool

    func run() throws {
        let wakeup = Wakeup()
        let shutdown = Shutdown()
        let signals = Signals(
            shutdown, onSignal: { wakeup.signal() }, lastWords: { Terminal.restoreForExit() })
        let (log, logFile) = try arguments.log.open(isSilent: terminal != nil)
        defer { shutdown.run() }
        if let logFile { shutdown.add { logFile.finish() } }
        guard StateDirectory.lock(collector.stateDirectory) else {
            if try attached(wakeup, shutdown, signals) { return }
            throw Failure.exit(stateTaken())
        }
        let running: Collector
        switch try start(log) {
        case .running(let collector): running = collector
        case .taken(let port):
            if try attached(wakeup, shutdown, signals) { return }
            throw Failure.exit(taken(port))
        }
        shutdown.add { running.stop() }
        running.store.onChange { wakeup.signal() }
        if let selection {
            let agent = try Monitoring.start(
                host: loopback, port: running.monitorPort, security: ownSecurity, selection: selection,
                sampling: sampling, node: nil,
                interval: collector.interval, minimumInterval: nil, log: log)
            shutdown.add { agent.stop() }
        }
        if let name = arguments.record { try record(name, on: running, log) }
        if let terminal {
            try show(running, terminal, wakeup: wakeup, signals: signals, logFile)
        } else {
            wait(running, wakeup, signals, logFile) { false }
        }
    }

    /// Starts the collector; tells which port it can't have if another program has it.
    private func start(_ log: Logger) throws -> Start {
        do throws(TransportError) { return .running(try Collector(collector, log: log)) } catch {
            if let port = error.takenPort { return .taken(port: port) }
            let address = Address.text(host: collector.host, port: collector.port)
            throw Failure.exit("the collector can't listen at \(address): \(error.sentence)")
        }
    }

    private enum Start {
        case running(Collector)
        case taken(port: Int)
    }

    /// Where a collector of this user has the ports already, and the user says so, shows that one until the user leaves.
    ///
    /// - Returns: whether it did.
    private func attached(_ wakeup: Wakeup, _ shutdown: Shutdown, _ signals: Signals) throws -> Bool {
        guard let terminal, !outlivesTerminal, collector.controlPort > 0, isatty(STDIN_FILENO) == 1,
            isatty(STDOUT_FILENO) == 1
        else { return false }
        let (host, port) = (loopback, collector.controlPort)
        let keys = LocalKeys.find(.control, stateDirectory: arguments.stateDir).keys
        let security: ClientSecurity = arguments.insecure ? .plain : .keys(keys)
        let client = ControlClient(host: host, port: port, security: security)
        guard let reply = try? client.send("alive", json: false), !reply.failed else { return false }
        let address = Address.text(host: host, port: port)
        print("a collector of yours runs at \(address) already; show it here? [y/N] ", terminator: "")
        fflush(nil)
        guard let answer = readLine(), ["y", "yes"].contains(answer.lowercased()) else { return false }
        let backend = AttachedBackend(
            host: host, port: port, security: security, historyBytes: collector.historyBytes
        ) { SavedTable.write($0, as: $1, in: ".") }
        try ConsoleCommand.show(backend, terminal, wakeup, shutdown, signals)
        return true
    }

    /// How to look at the collector that has this one's command port; `nil` if none answers there.
    private var hintAtOther: String? {
        let (host, port) = (loopback, collector.controlPort)
        guard port > 0 else { return nil }
        let keys = LocalKeys.find(.control, stateDirectory: arguments.stateDir).keys
        let client = ControlClient(host: host, port: port, security: arguments.insecure ? .plain : .keys(keys))
        do throws(TransportError) { _ = try client.send("alive", json: false) } catch {
            // One that does not let us in is there all the same.
            guard error.isFromCollector else { return nil }
        }
        return "a collector is running already; look at it with 'kubemon console -H \(host) -p \(port)'"
    }

    private func taken(_ port: Int) -> String {
        if let hint = hintAtOther {
            return "port \(port) is taken: \(hint), or choose other ports with -p and --control-port"
        }
        let option = port == collector.port ? "-p" : "--control-port"
        return "port \(port) is taken by another program; choose another with \(option)"
    }

    private func stateTaken() -> String {
        hintAtOther.map { $0 + ", or start another one with -p, --control-port and --state-dir" }
            ?? "another collector uses the state directory \(collector.stateDirectory); choose another with --state-dir"
    }

    /// Where this process reaches its own collector.
    private var loopback: String {
        switch collector.host {
        case "0.0.0.0": "127.0.0.1"
        // Listens for IPv4 too, which is there even where IPv6 is switched off.
        case "::": "127.0.0.1"
        default: collector.host
        }
    }

    /// How this process's own monitor connects: as everybody does, with a key that ends with the process.
    private var ownSecurity: ClientSecurity {
        switch collector.security {
        case .plain: .plain
        case .keys(let keys): .keys([keys.makeOwn(.monitor)])
        }
    }

    /// Starts the recording that `--record` asks for.
    private func record(_ name: String, on running: Collector, _ log: Logger) throws {
        // It goes on from before: a service that is restarted with the same command line means the same recording.
        if running.resumedRecording == name { return }
        // And if that was stopped, the service is wanted without it. A person can choose another name, and a script that is run
        // once more must not believe that it records.
        if terminal == nil, isService, isFinished(name) {
            let text = "--record \(name): that recording was stopped, and only 'start' begins another"
            running.store.updateCollector { $0.recordWarning = text }
            return log.warning("\(text)")
        }
        let answered = Wakeup()
        let reply = Box<CommandReply>()
        running.execute(Command.start(name: name, options: .init()).text) {
            reply.value = $0
            answered.signal()
        }
        answered.wait(milliseconds: -1)
        guard let answer = reply.value, answer.failed else { return }
        guard let other = running.resumedRecording else { throw Failure.exit("--record \(name): \(answer.text)") }
        throw Failure.exit(
            "--record \(name): '\(other)' was not stopped, so it goes on; to end it start the collector without --record "
                + "and stop it, or go on with --record \(other)")
    }

    /// Whether systemd has started this very process. What runs in a session has the variable of another.
    private var isService: Bool { getenv("SYSTEMD_EXEC_PID").map { String(cString: $0) } == String(getpid()) }

    /// Whether there is a recording of that name, or at that path, which somebody has stopped.
    private func isFinished(_ name: String) -> Bool {
        let (parent, last) =
            name.contains("/") ? DataDirectory.split(name) : (parent: collector.dataDirectory, name: name)
        let found = (try? RecordingCatalog(dataDirectory: parent).list()) ?? []
        return found.contains { $0.name == last && [.complete, .incomplete].contains($0.state) }
    }

    private func show(
        _ running: Collector, _ terminal: ConsoleOptions, wakeup: Wakeup, signals: Signals, _ logFile: LogFile?
    ) throws {
        let backend = LocalBackend(collector: running, dataDirectory: collector.dataDirectory)
        let console = ConsoleLoop(backend, wakeup: wakeup) {
            if signals.isEnding { .asked } else if signals.isHungUp { .terminalGone } else { nil }
        }
        let end: ConsoleLoop.End
        do throws(TerminalError) { end = try console.run(terminal) } catch {
            throw Failure.exit("\(error); 'kubemon collector --headless' needs no terminal")
        }
        // A lost terminal must not end an experiment (R17); but who only watched has gone with it.
        guard case .terminalGone = end else { return }
        if terminal.settings[.hangup] == "stop" { running.execute(Command.stop(isCompressed: false).text) { _ in } }
        wait(running, wakeup, signals, logFile) { !outlivesTerminal && !running.store.snapshot().isRecordingOpen }
    }

    /// Waits headless until the process is to end.
    private func wait(
        _ running: Collector, _ wakeup: Wakeup, _ signals: Signals, _ logFile: LogFile?, orUntil isOver: () -> Bool
    ) {
        while !signals.isEnding, !isOver() {
            if signals.takeHangUp() {
                logFile?.reopen()
                running.refreshKeys()
            }
            wakeup.wait(milliseconds: -1)
        }
    }
}
