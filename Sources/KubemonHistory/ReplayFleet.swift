public import KubemonMetrics
public import KubemonRecording
public import KubemonStore
import KubemonSystem
import Synchronization

/// A recording as a fleet that stands at one time of it, or moves on as time passes.
///
/// Safe to use from any thread, but made for one: reading happens on the thread that asks. Only whether a finished recording
/// is still what was recorded is looked at by a thread of its own, since that takes reading all of it.
public final class ReplayFleet: Sendable {
    private struct State {
        let replay: RecordingReplay
        var playback: FleetOrigin.Playback
        /// The instant that is shown, wall ns.
        var position: UInt64
        /// Beginning of the last slot in the store.
        var shown: UInt64 = 0
        var store: FleetStore
        let time = SetTime()
        /// Runs that the store knows, with the kinds that they were announced with.
        var connected: [StreamSource: Set<EntityKind>] = [:]
        /// Entities that had rows in the last sample of a run.
        var alive: [StreamSource: Set<UInt32>] = [:]
        var sequences: [StreamSource: UInt64] = [:]
        /// When each run's last sample was taken.
        var lastTicks: [StreamSource: UInt64] = [:]
        /// The kind of which as much was read as a graph shows.
        var deepKind: EntityKind?
        /// Monotonic time of the last look, and of the last look at what was added.
        var looked: UInt64
        var refreshed: UInt64
    }

    /// What the thread that compares checksums and the fleet have in common.
    private final class Check: Sendable {
        let isOver = Atomic(false)
        let damage = Mutex("")

        func run(_ path: String, _ name: String) {
            do throws(ExportError) {
                try RecordingCheck.run(path) { !isOver.load(ordering: .relaxed) }
            } catch {
                let sentence = error.sentence(ofPlaying: name)
                damage.withLock { $0 = sentence }
            }
        }
    }

    /// Slots before the one shown that are read of most tables: what the small curves show.
    private static let usualSlots = 60
    /// Slots that are read for a graph.
    private static let graphSlots = 300
    /// Bytes of a table that are read for the graphs of one container or process.
    private static let graphBudget = 24 << 20

    private let state: Mutex<State>
    private let clock: any TimeSource
    private let check = Check()

    /// Opens the recording at `path`; a finished one stands at its beginning and plays, a running one follows its end.
    ///
    /// - Throws: ``ExportError``.
    public init(_ path: String, time clock: any TimeSource = SystemTime()) throws(ExportError) {
        let replay = try RecordingReplay(path)
        var playback = FleetOrigin.Playback(name: replay.name)
        (playback.isGrowing, playback.isPlaying) = (replay.isGrowing, true)
        let times = replay.times ?? 0...0
        let now = clock.monotonic()
        var state = State(
            replay: replay, playback: playback, position: replay.isGrowing ? times.upperBound : times.lowerBound,
            store: FleetStore(), looked: now, refreshed: now)
        Self.seek(&state)
        self.state = Mutex(state)
        self.clock = clock
        guard !playback.isGrowing else { return }
        NativeThread(name: "check") { [check, name = playback.name] in check.run(path, name) }.detach()
    }

    deinit { check.isOver.store(true, ordering: .relaxed) }

    /// Beginnings of the first and of the last slot with rows; `nil` if there is none.
    public var times: ClosedRange<UInt64>? { state.withLock { $0.replay.times } }

    /// The fleet where the recording stands, after as much time as has passed since the last call.
    public func snapshot(historyOf request: HistoryRequest) -> FleetSnapshot {
        let now = clock.monotonic()
        return state.withLock { state in
            Self.pass(&state, now: now)
            Self.deepen(&state, for: request)
            state.playback.damage = check.damage.withLock { $0 }
            return Self.snapshot(state, request)
        }
    }

    /// Goes to another time of the recording.
    ///
    /// - Returns: `nil` if there is no sample then.
    public func travel(_ target: TimeTarget, historyOf request: HistoryRequest) -> FleetSnapshot? {
        let now = clock.monotonic()
        return state.withLock { state in
            state.looked = now
            guard let times = state.replay.times else { return nil }
            let interval = state.replay.interval
            var place = target.instant(from: state.position)
            if case .samples(let count) = target {
                let slot = state.position / interval
                let distance = UInt64(count.magnitude)
                state.playback.isPlaying = false
                place = count < 0 ? (slot - min(slot, distance)) * interval : (slot + distance) * interval
            }
            guard let place, times.contains(place - place % interval) else { return nil }
            state.position = place
            Self.seek(&state)
            Self.deepen(&state, for: request)
            return Self.snapshot(state, request)
        }
    }

    /// Lets time pass, or not.
    public func toggle() {
        let now = clock.monotonic()
        state.withLock { state in
            Self.pass(&state, now: now)
            state.playback.isPlaying.toggle()
            // At its end a finished recording begins anew.
            guard state.playback.isPlaying, !state.playback.isGrowing, let times = state.replay.times,
                state.position >= times.upperBound
            else { return }
            state.position = times.lowerBound
            Self.seek(&state)
        }
    }

    /// Sets how many seconds of the recording pass in a second.
    public func setSpeed(_ speed: Double) { state.withLock { $0.playback.speed = min(max(speed, 0.1), 3600) } }

    // MARK: Time

    private static func pass(_ state: inout State, now: UInt64) {
        let passed = now > state.looked ? now - state.looked : 0
        state.looked = now
        if state.playback.isGrowing, now > state.refreshed + 1_000_000_000 {
            state.refreshed = now
            do throws(ExportError) {
                try state.replay.refresh()
                state.playback.isGrowing = state.replay.isGrowing
                state.playback.problem = ""
            } catch {
                state.playback.problem = error.sentence(ofPlaying: state.playback.name)
            }
        }
        guard state.playback.isPlaying, let times = state.replay.times else { return }
        let next = state.position &+ UInt64(min(Double(passed) * state.playback.speed, 1e18))
        if next >= times.upperBound {
            state.position = max(state.position, times.upperBound)
            state.playback.isPlaying = state.playback.isGrowing
        } else {
            state.position = next
        }
        let slot = state.position - state.position % state.replay.interval
        guard slot > state.shown else { return }
        // Far ahead it is quicker to begin anew than to read all between.
        if slot - state.shown > UInt64(usualSlots) * state.replay.interval { return seek(&state) }
        let shown = state.shown
        load(&state) { replay throws(ExportError) in try replay.samples(in: (shown + 1)...slot) }
        state.shown = slot
    }

    /// Reads what is needed to show ``State/position``.
    private static func seek(_ state: inout State) {
        state.store = FleetStore(time: state.time)
        (state.connected, state.alive, state.sequences, state.lastTicks) = ([:], [:], [:], [:])
        let slot = state.position - state.position % max(state.replay.interval, 1)
        let deep = state.deepKind
        load(&state) { replay throws(ExportError) in
            try replay.samples(
                at: slot,
                count: { kind in kind == .node || kind == deep ? graphSlots : usualSlots },
                budget: deep == nil ? RecordingReplay.usualBudget : graphBudget)
        }
        state.shown = slot
    }

    /// Reads more of the table whose graphs are wanted.
    private static func deepen(_ state: inout State, for request: HistoryRequest) {
        guard let kind = request.subject?.kind, kind != state.deepKind else {
            if request.subject == nil { state.deepKind = nil }
            return
        }
        state.deepKind = kind
        seek(&state)
    }

    // MARK: Rows into the store

    private static func load(
        _ state: inout State, _ read: (RecordingReplay) throws(ExportError) -> [RecordedSample]
    ) {
        let samples: [RecordedSample]
        do throws(ExportError) {
            samples = try read(state.replay)
            state.playback.problem = ""
        } catch {
            state.playback.problem = error.sentence(ofPlaying: state.playback.name)
            return
        }
        var kinds: [StreamSource: Set<EntityKind>] = [:]
        for sample in samples {
            for kind in EntityKind.allCases where sample.tick[kind].rowCount > 0 {
                kinds[sample.source, default: []].insert(kind)
            }
        }
        for sample in samples { add(sample, kinds[sample.source] ?? [], to: &state) }
    }

    private static func add(_ sample: RecordedSample, _ kinds: Set<EntityKind>, to state: inout State) {
        let source = sample.source
        state.time.set(sample.time)
        let known = state.connected[source] ?? []
        if state.connected[source] == nil || !kinds.isSubset(of: known) {
            state.connected[source] = known.union(kinds)
            state.store.connected(
                source, facts: state.replay.facts(of: source),
                kinds: EntityKind.allCases.filter(known.union(kinds).contains), address: "",
                interval: state.replay.interval)
        }
        state.store.heard(from: source, bytes: 0)
        let numbers = Set(sample.entities.map(\.number))
        let ended = (state.alive[source] ?? []).subtracting(numbers).sorted()
        state.alive[source] = numbers
        for content in [.entities(sample.entities, ended: ended), .tick(sample.tick)] as [StreamItem.Content] {
            state.sequences[source, default: 0] += 1
            state.store.apply(
                StreamItem(sequence: state.sequences[source] ?? 1, content: content), of: source)
        }
        state.lastTicks[source] = sample.time
    }

    // MARK: What is shown

    private static func snapshot(_ state: State, _ request: HistoryRequest) -> FleetSnapshot {
        state.time.set(state.position)
        let interval = state.replay.interval
        for (source, last) in state.lastTicks where state.position - min(state.position, last) <= 2 * interval {
            state.store.heard(from: source, bytes: 0)
        }
        state.store.setInterval(interval)
        var snapshot = state.store.snapshot(historyOf: request)
        snapshot.wall = state.position
        let missing = state.replay.nodes.filter { name in !snapshot.nodes.contains { $0.name == name } }
        snapshot.nodes += missing.map { lost($0) }
        snapshot.nodes.sort { $0.name < $1.name }
        let events = state.replay.events
        // Events lie in the order of their times.
        var (low, high) = (0, events.count)
        while low < high {
            let middle = (low + high) / 2
            if events[middle].event.wall <= state.position { low = middle + 1 } else { high = middle }
        }
        snapshot.events = events[..<low].suffix(FleetStore.eventLimit).map(FleetEvent.init)
        snapshot.laterEvents = events[low...].prefix(FleetStore.eventLimit).map(FleetEvent.init)
        snapshot.recordings = [state.replay.summary]
        snapshot.origin = .replay(state.playback)
        snapshot.extent.oldest = state.replay.times?.lowerBound ?? 0
        snapshot.extent.newest = state.replay.times?.upperBound ?? 0
        return snapshot
    }

    /// A node of the recording that has no sample near the time shown.
    private static func lost(_ name: String) -> NodeSnapshot {
        var node = NodeSnapshot()
        (node.name, node.state) = (name, .lost)
        node.tables = Schema.all.map { schema in
            let empty = Table(columnCount: schema.count)
            return KindTable(current: empty, previous: empty, interval: 0)
        }
        node.entities = EntityKind.allCases.map { _ in [:] }
        return node
    }
}

extension FleetEvent {
    fileprivate init(_ recorded: RecordedEvent) {
        self.init(node: recorded.node, event: recorded.event, epoch: recorded.run)
    }
}
