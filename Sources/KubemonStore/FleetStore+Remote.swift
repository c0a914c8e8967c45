public import KubemonMetrics
import Synchronization

/// What a store is told that shows another collector's fleet, and what such a store is told from.
extension FleetStore {
    /// The events after the first `count` since start, as far as they are kept, and how many there have been.
    public func events(after count: Int) -> (events: [FleetEvent], count: Int) {
        state.withLock { state in
            (Array(state.events.suffix(max(0, state.eventCount - count))), state.eventCount)
        }
    }

    /// Adds events of another collector; `isAll` if they take the place of all that are kept.
    public func add(_ events: [FleetEvent], isAll: Bool) {
        state.withLock { state in
            if isAll { state.forgetEvents() }
            for event in events { state.append(event) }
        }
        changed()
    }

    /// Takes over how another collector's monitor is connected; it must be known here.
    ///
    /// - Parameter silence: time since its last frame, ns.
    public func setConnection(of source: StreamSource, to monitor: MonitorSnapshot, silence: UInt64) {
        let now = time.monotonic()
        state.withLock { state in
            guard state.nodes[source.node]?.monitors[source.epoch] != nil else { return }
            state.nodes[source.node]?.monitors[source.epoch]?.take(monitor, lastHeard: now - min(now, silence))
        }
    }

    /// Forgets all monitors but these.
    public func keep(only sources: Set<StreamSource>) {
        state.withLock { state in
            for (name, node) in state.nodes {
                for epoch in node.monitors.keys where !sources.contains(StreamSource(node: name, epoch: epoch)) {
                    state.nodes[name]?.monitors[epoch] = nil
                }
                if state.nodes[name]?.monitors.isEmpty == true { state.nodes[name] = nil }
            }
        }
    }

    /// Whether a run of a monitor is known.
    public func knows(_ source: StreamSource) -> Bool {
        state.withLock { $0.nodes[source.node]?.monitors[source.epoch] != nil }
    }
}

extension MonitorState {
    /// Takes over what the connection is like.
    fileprivate mutating func take(_ monitor: MonitorSnapshot, lastHeard: UInt64) {
        (info.isConnected, info.address, info.since) = (monitor.isConnected, monitor.address, monitor.since)
        (info.reconnects, info.interval, info.key) = (monitor.reconnects, monitor.interval, monitor.key)
        self.lastHeard = max(self.lastHeard, lastHeard)
    }
}
