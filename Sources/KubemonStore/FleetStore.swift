public import KubemonMetrics
import Synchronization

/// The latest state and a bounded history of every node, fed by the collector's connections and read by the console.
///
/// Memory is bounded: per node 3600 points and 1000 events in all; per container that lives 300 points of 20 bytes, per
/// process that lives 60 points of 2 bytes.
///
/// Safe to use from any thread; a snapshot is taken by value under the lock, and no caller's code runs under it.
public final class FleetStore: Sendable {
    /// Nodes kept whose monitors are gone; beyond it the one that is gone longest is forgotten.
    public static let lostNodeLimit = 256
    /// Events kept.
    public static let eventLimit = 1000

    struct State: Sendable {
        var nodes: [String: NodeState] = [:]
        private(set) var events: [FleetEvent] = []
        /// Events since start, those that are no longer kept too.
        private(set) var eventCount = 0
        var recording: RecordingProgress?
        var recordings: [RecordingSummary] = []
        var collector = CollectorFacts()
        var interval: UInt64 = 0

        mutating func append(_ event: FleetEvent) {
            events.append(event)
            eventCount += 1
            if events.count > eventLimit + eventLimit / 4 { events.removeFirst(events.count - eventLimit) }
        }

        mutating func forgetEvents() { events.removeAll() }

        /// All that is kept of a container or process.
        func history(of key: EntityKey?) -> History {
            var history = History()
            guard let key, let monitor = nodes[key.node]?.monitor(of: key.kind) else { return history }
            history.node = key.node
            history.points = monitor.histories.points(of: key.number)
            return history
        }
    }

    let state = Mutex(State())
    /// Numbers of snapshots, those of all stores among them.
    private static let numbers = Atomic<UInt64>(0)
    /// In a structure: a closure of its own in a generic value is wrapped once more at each look at it, for good.
    private struct Listener {
        let call: @Sendable () -> Void
    }

    private let listener = Mutex<Listener?>(nil)
    let time: any TimeSource

    private let remembered: Set<EntityKey>?

    /// Creates an empty store.
    ///
    /// - Parameter remembered: the containers and processes whose histories are kept; `nil` keeps those of all.
    public init(time: any TimeSource = SystemTime(), remembering remembered: Set<EntityKey>? = nil) {
        (self.time, self.remembered) = (time, remembered)
    }

    /// Has `listener` called after every change that a console should show soon, from whatever thread made it. It must
    /// not wait.
    public func onChange(_ listener: @escaping @Sendable () -> Void) {
        self.listener.withLock { $0 = Listener(call: listener) }
    }

    func changed() {
        let listener = listener.withLock { $0 }
        listener?.call()
    }

    /// A monitor has said hello and was welcomed.
    ///
    /// - Parameters:
    ///   - kinds: what it samples. Other runs of the node that sample one of these kinds are forgotten.
    ///   - key: name of the key that it gave; `nil` on plain TCP.
    public func connected(
        _ source: StreamSource, facts: NodeFacts, kinds: [EntityKind], address: String, key: String? = nil,
        interval: UInt64
    ) {
        let (wall, now) = (time.wall(), time.monotonic())
        state.withLock { state in
            state.nodes[source.node, default: NodeState()].connected(
                source, facts: facts, kinds: kinds, address: address, key: key, interval: interval, wall: wall,
                now: now)
        }
        changed()
    }

    /// A monitor's connection has ended.
    public func disconnected(_ source: StreamSource) {
        let wall = time.wall()
        state.withLock { state in
            state.nodes[source.node]?.monitors[source.epoch]?.disconnected(wall: wall)
            // A node that never sent a sample is nothing to remember: names can be made up without end.
            if let node = state.nodes[source.node], node.isEmpty { state.nodes[source.node] = nil }
            let lost = state.nodes.filter { !$0.value.isConnected }
            if lost.count > Self.lostNodeLimit {
                let oldest = lost.min { $0.value.lastChange < $1.value.lastChange }
                if let oldest { state.nodes[oldest.key] = nil }
            }
        }
        changed()
    }

    /// What became of a request to forget a node.
    public enum Forgetting: Sendable {
        /// It is forgotten.
        case done
        /// There is no such node.
        case unknown
        /// A monitor of it is connected, so it is not forgotten.
        case isConnected
    }

    /// Forgets a node whose monitors are gone, with all that was kept of it. What was recorded stays.
    public func forget(_ node: String) -> Forgetting {
        let result = state.withLock { state -> Forgetting in
            guard let known = state.nodes[node] else { return .unknown }
            guard !known.isConnected else { return .isConnected }
            state.nodes[node] = nil
            return .done
        }
        changed()
        return result
    }

    /// Bytes of a monitor have arrived, of whatever content.
    public func heard(from source: StreamSource, bytes: Int) {
        let now = time.monotonic()
        state.withLock { state in
            state.nodes[source.node]?.monitors[source.epoch]?.heard(bytes: bytes, now: now)
        }
    }

    /// A key group begins: these are all entities alive.
    public func begin(_ entities: [Entity], of source: StreamSource) {
        state.withLock { state in
            state.nodes[source.node]?.monitors[source.epoch]?.replaceEntities(entities)
        }
    }

    /// Applies an item. One that was applied before, because the monitor had to send it again, is passed over.
    public func apply(_ item: StreamItem, of source: StreamSource) {
        let now = time.monotonic()
        state.withLock { state in
            let limits = HistoryLimits(nodes: state.nodes.count, entities: remembered)
            let event = state.nodes[source.node]?.apply(item, of: source, now: now, limits: limits)
            if let event { state.append(FleetEvent(node: source.node, event: event, epoch: source.epoch)) }
        }
        if case .entities = item.content { return }
        changed()
    }

    /// Adds an event of the collector itself, or one about a node.
    public func add(_ event: Event, node: String = "") {
        state.withLock { $0.append(FleetEvent(node: node, event: event)) }
        changed()
    }

    /// Sets the interval in force, ns.
    public func setInterval(_ interval: UInt64) { state.withLock { $0.interval = interval } }

    /// Sets the interval that one monitor samples at, ns.
    public func setInterval(_ interval: UInt64, of source: StreamSource) {
        state.withLock { $0.nodes[source.node]?.monitors[source.epoch]?.info.interval = interval }
    }

    /// How the running recording stands; `nil` if there is none.
    public var recording: RecordingProgress? { state.withLock { $0.recording } }

    /// Sets how the running recording stands; `nil` if there is none.
    public func setRecording(_ progress: RecordingProgress?) { state.withLock { $0.recording = progress } }

    /// Sets the list of recordings, newest first.
    public func setRecordings(_ recordings: [RecordingSummary]) { state.withLock { $0.recordings = recordings } }

    /// Changes what is said of the collector itself.
    public func updateCollector(_ body: @Sendable (inout CollectorFacts) -> Void) {
        state.withLock { body(&$0.collector) }
    }

    /// Everything as it stands now.
    ///
    /// - Parameter historyOf: whose histories are wanted; only those are copied.
    public func snapshot(historyOf request: HistoryRequest = HistoryRequest()) -> FleetSnapshot {
        let (wall, now) = (time.wall(), time.monotonic())
        return state.withLock { state in
            var snapshot = FleetSnapshot()
            snapshot.number = Self.numbers.wrappingAdd(1, ordering: .relaxed).newValue
            snapshot.wall = wall
            snapshot.monotonic = now
            snapshot.interval = state.interval
            snapshot.nodes = state.nodes.sorted { $0.key < $1.key }.map { name, node in
                node.snapshot(name: name, interval: state.interval, now: now)
            }
            snapshot.events = state.events
            snapshot.recording = state.recording
            snapshot.recordings = state.recordings
            // The list is read now and then; the running recording is known better.
            if let running = state.recording?.summary {
                snapshot.recordings.removeAll { $0.path == running.path }
                snapshot.recordings.insert(running, at: 0)
            }
            snapshot.collector = state.collector
            snapshot.request = request
            if let node = request.node, let known = state.nodes[node] {
                snapshot.history.points = known.historyPoints
                snapshot.history.node = node
            }
            snapshot.subjectHistory = state.history(of: request.subject)
            snapshot.networkHistory = state.history(of: request.network)
            for key in request.recent {
                guard let monitor = state.nodes[key.node]?.monitor(of: key.kind) else { continue }
                snapshot.recentCPU[key] = monitor.histories.recentCPU(of: key.number)
            }
            return snapshot
        }
    }
}
