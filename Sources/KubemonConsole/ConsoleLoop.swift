import KubemonDashboard
import KubemonMetrics
import KubemonProtocol
import KubemonScreen
import KubemonStore
public import KubemonSystem
public import KubemonTerminal
import Synchronization

/// Shows the console until the user leaves it: keys to state, state to frames, effects to the backend.
///
/// Runs on the main thread, the only one that touches the terminal.
public final class ConsoleLoop {
    /// Why the console ended.
    public enum End: Sendable {
        /// The user quit.
        case quit
        /// Someone asked this process to end.
        case asked
        /// The window was closed or the connection to it was lost.
        case terminalGone
    }

    /// Events from other threads, and the wake-up that announces them.
    private final class Inbox: Sendable {
        let wakeup: Wakeup
        private let events = Mutex<[DashboardEvent]>([])
        private let recording = Mutex<(any FleetBackend)?>(nil)

        init(wakeup: Wakeup) { self.wakeup = wakeup }

        func append(_ event: DashboardEvent) {
            events.withLock { $0.append(event) }
            wakeup.signal()
        }

        func append(_ answer: ReplayAnswer) {
            switch answer {
            case .opened(let backend):
                recording.withLock { $0 = backend }
                wakeup.signal()
            case .refused(let why): append(.reply(why, isError: true))
            }
        }

        /// A recording that has been opened since.
        func takeRecording() -> (any FleetBackend)? {
            recording.withLock { recording in
                defer { recording = nil }
                return recording
            }
        }

        func take() -> [DashboardEvent] {
            events.withLock { events in
                defer { events.removeAll() }
                return events
            }
        }
    }

    private var backend: any FleetBackend
    /// The console that a replay was opened from, and that its end leads back to.
    private var behind: (backend: any FleetBackend, state: DashboardState)?
    private let inbox: Inbox
    private let ending: @Sendable () -> End?
    private var settings: SettingsFile?
    private var traveller: NativeThread?

    /// Prepares a console.
    ///
    /// - Parameters:
    ///   - wakeup: signalled when there are new samples or the answer of `ending` has changed.
    ///   - ending: why the console should end, or `nil` as long as it should not.
    public init(_ backend: any FleetBackend, wakeup: Wakeup, ending: @escaping @Sendable () -> End?) {
        self.backend = backend
        self.ending = ending
        inbox = Inbox(wakeup: wakeup)
    }

    /// Takes the terminal, shows the console and gives the terminal back.
    ///
    /// - Throws: ``TerminalError`` if there is no terminal to show it on.
    public func run(_ options: ConsoleOptions) throws(TerminalError) -> End {
        var terminal = try Terminal(TerminalOptions(options.settings))
        settings = options.file
        var state = DashboardState(glyphs: terminal.glyphs, settings: options.settings)
        if !options.problems.isEmpty { inbox.append(.notice(title: "Settings", lines: options.problems)) }
        var snapshot = backend.snapshot(historyOf: HistoryRequest())
        var effects = state.handle(.resize(rows: terminal.rows, columns: terminal.columns), snapshot: snapshot)
        let time = SystemTime()
        // When the snapshot was taken, and when the last key came.
        var (taken, lastKey) = (UInt64(0), UInt64(0))
        var isDirty = true
        while true {
            if let end = ending() { return end }
            if terminal.isGone { return .terminalGone }
            var hadKey = false
            while let key = terminal.readKey() {
                lastKey = time.monotonic()
                // A key means what the screen shows, but nothing that is older than its ages say.
                if !hadKey, isDirty, lastKey - taken >= Self.longestPause {
                    snapshot = backend.snapshot(historyOf: state.wanted)
                    (taken, isDirty) = (lastKey, false)
                }
                hadKey = true
                if case .resize = key {
                    effects += state.handle(.resize(rows: terminal.rows, columns: terminal.columns), snapshot: snapshot)
                } else {
                    effects += state.handle(.key(key), snapshot: snapshot)
                }
                // What a key asked for is done before the next key is looked at.
                if !effects.isEmpty { taken = 0 }
                if try perform(&effects, state.wanted, terminal: &terminal) {
                    guard leaveReplay(&state, snapshot) else { return .quit }
                    snapshot = backend.snapshot(historyOf: state.wanted)
                }
                for event in inbox.take() { effects += state.handle(event, snapshot: snapshot) }
            }
            if let recording = inbox.takeRecording() {
                enter(recording, &state, snapshot)
                snapshot = backend.snapshot(historyOf: state.wanted)
                (hadKey, taken) = (true, 0)
            }
            let isRested = state.isPaneBehind && time.monotonic() - lastKey >= DashboardState.rest
            if isRested { effects += state.handle(.rested, snapshot: snapshot) }
            for event in inbox.take() {
                // What a key has led to may have changed everything.
                (hadKey, taken) = (true, 0)
                effects += state.handle(event, snapshot: snapshot)
            }
            if try perform(&effects, state.wanted, terminal: &terminal) { return .quit }
            let now = time.monotonic()
            let pause = state.refresh ?? Self.shortestPause
            // A key is shown at once, with the samples that were on the screen; newer ones follow with the next frame.
            let isDue =
                taken == 0 || !hadKey && isDirty && now - taken >= pause
                || now - taken >= max(pause, Self.longestPause)
            if isDue {
                snapshot = backend.snapshot(historyOf: state.wanted)
                (taken, isDirty) = (now, false)
                effects += state.handle(.tick, snapshot: snapshot)
            }
            if isDue || hadKey || isRested {
                // Other rows came into sight: their curves are shown with them, not a frame later.
                if state.wanted != snapshot.request {
                    snapshot.takeHistories(of: backend.snapshot(historyOf: state.wanted))
                }
                terminal.show(
                    Dashboard.render(state, snapshot, rows: terminal.rows, columns: terminal.columns))
            }
            var next = taken + (isDirty ? pause : max(pause, Self.longestPause))
            if state.isPaneBehind { next = min(next, lastKey + DashboardState.rest) }
            let done = time.monotonic()
            let left = Int32(clamping: (next > done ? next - done : 0) / 1_000_000 + 1)
            if terminal.wait(alsoFor: inbox.wakeup.descriptor, milliseconds: left) {
                inbox.wakeup.drain()
                isDirty = true
            }
        }
    }

    /// Samples of several nodes come one by one: they are drawn together. Nanoseconds.
    private static let shortestPause: UInt64 = 250_000_000
    /// Ages on the screen grow even if nothing arrives. Nanoseconds.
    private static let longestPause: UInt64 = 1_000_000_000

    /// Shows a recording; what was shown before waits behind it.
    private func enter(_ recording: any FleetBackend, _ state: inout DashboardState, _ snapshot: FleetSnapshot) {
        settle(&state, snapshot)
        if behind == nil { behind = (backend, state) }
        backend = recording
        state = state.forReplay()
    }

    /// What was asked of one fleet must not be answered into the console of another.
    private func settle(_ state: inout DashboardState, _ snapshot: FleetSnapshot) {
        traveller?.join()
        traveller = nil
        for event in inbox.take() { _ = state.handle(event, snapshot: snapshot) }
    }

    /// Goes back from a replay to the console that it was opened from.
    ///
    /// - Returns: whether there is one.
    private func leaveReplay(_ state: inout DashboardState, _ snapshot: FleetSnapshot) -> Bool {
        guard let behind else { return false }
        settle(&state, snapshot)
        self.behind = nil
        backend = behind.backend
        let replay = state
        state = behind.state
        state.resume(after: replay)
        return true
    }

    /// Does what the console wants done.
    ///
    /// - Returns: whether the user wants to leave.
    private func perform(
        _ effects: inout [Effect], _ wanted: HistoryRequest, terminal: inout Terminal
    ) throws(TerminalError) -> Bool {
        defer { effects.removeAll() }
        for effect in effects {
            switch effect {
            case .startRecording(let path, let note, let duration, let parts):
                var options = Command.StartOptions()
                options.note = note
                options.duration = duration
                options.kinds = parts.count == RecordingPart.allCases.count ? [] : parts.map(\.rawValue)
                execute(Command.start(name: path, options: options).text)
            case .stopRecording: execute(Command.stop(isCompressed: false).text)
            case .mark(let text): execute(Command.mark(text).text)
            case .command(let text): execute(text)
            case .validateDirectory(let text): check(text, completing: false)
            case .completeDirectory(let text): check(text, completing: true)
            case .saveTable(let name, let csv):
                let reply = backend.save(table: csv, as: name)
                inbox.append(.reply(reply.text, isError: reply.failed))
            case .travel(let target, let wall):
                travel(to: target, from: wall, wanted)
            case .replay(let path):
                let (backend, inbox) = (backend, inbox)
                NativeThread(name: "open-recording") { inbox.append(backend.replay(path)) }.detach()
            case .play(let order): backend.play(order)
            case .setMouse(let isOn): terminal.setMouse(isOn)
            case .changeSetting(let key, let settings):
                terminal.setLook(TerminalOptions(settings))
                inbox.append(.glyphs(terminal.glyphs))
                inbox.append(save(key, settings))
            case .redraw: terminal.redraw()
            case .suspend: terminal.suspend()
            case .quit: return true
            }
        }
        return false
    }

    /// Keeps a setting and says where.
    private func save(_ key: SettingKey, _ values: Settings) -> DashboardEvent {
        guard let settings else {
            return .reply("\(key.rawValue) is \(values[key]) until the console ends", isError: false)
        }
        do throws(SettingsFileProblem) { try settings.change(key, to: values[key]) } catch {
            return .reply("\(key.rawValue) holds until the console ends: \(error.sentence)", isError: true)
        }
        return .reply("\(key.rawValue) = \(values[key]) saved in \(settings.path)", isError: false)
    }

    /// Decodes another time, beside the keys where that takes longer than a key may.
    private func travel(to target: TimeTarget, from wall: UInt64, _ wanted: HistoryRequest) {
        if backend.travelsAtOnce {
            return inbox.append(.moment(target, backend.travel(target, from: wall, historyOf: wanted)))
        }
        // One at a time: answers come in the order of the questions.
        traveller?.join()
        let (inbox, backend) = (inbox, backend)
        traveller = NativeThread(name: "time") {
            inbox.append(.moment(target, backend.travel(target, from: wall, historyOf: wanted)))
        }
    }

    private func execute(_ command: String) {
        let inbox = inbox
        backend.execute(command) { inbox.append(.reply($0.text, isError: $0.failed)) }
    }

    private func check(_ text: String, completing: Bool) {
        inbox.append(.directory(backend.check(directory: text, completing: completing)))
    }
}
