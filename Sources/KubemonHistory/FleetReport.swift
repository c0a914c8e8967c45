import KubemonMetrics
public import KubemonProtocol
public import KubemonStore

/// A collector's state on its way to a console: all that is shown and not sampled.
public struct FleetReport: Sendable {
    /// What the collector says of everything; nodes have their monitors and facts, but no rows.
    public private(set) var fleet = FleetSnapshot()
    /// Events since the last report, or all.
    public private(set) var events: [FleetEvent] = []
    /// Whether ``events`` are all that are kept.
    public private(set) var isAll = false
    /// Whether the list of recordings is part of it.
    public private(set) var hasRecordings = false

    /// Reports a fleet.
    ///
    /// - Parameter hasRecordings: whether the console does not have the list of recordings yet.
    public init(_ fleet: FleetSnapshot, events: [FleetEvent], isAll: Bool, hasRecordings: Bool) {
        (self.fleet, self.events, self.isAll, self.hasRecordings) = (fleet, events, isAll, hasRecordings)
    }

    /// The report that a collector sent.
    package init(_ wire: WireFleet) {
        (fleet.wall, fleet.monotonic, fleet.interval) = (wire.wall, wire.monotonic, wire.interval)
        for monitor in wire.monitors {
            let facts = monitor.facts.facts
            if fleet.nodes.last?.name != facts.node {
                var node = NodeSnapshot()
                (node.name, node.facts) = (facts.node, facts)
                fleet.nodes.append(node)
            }
            fleet.nodes[fleet.nodes.count - 1].monitors.append(MonitorSnapshot(monitor, version: facts.version))
        }
        fleet.collector = CollectorFacts(wire.collector)
        if wire.hasRecording { fleet.recording = RecordingProgress(wire.recording) }
        hasRecordings = wire.listsRecordings
        fleet.recordings = wire.recordings.map { RecordingSummary($0) }
        events = wire.events.compactMap { FleetEvent($0) }
        isAll = wire.allEvents
    }

    /// Most bytes of events in a report, and of recordings.
    static let longestList = 1 << 20

    /// The report as frames, more than one if there are thousands of nodes. Where monitors or users have written books, the
    /// latest events and recordings are in it, and the others are left out.
    public var frames: [Frame] {
        var wire = WireFleet()
        (wire.wall, wire.monotonic, wire.interval) = (fleet.wall, fleet.monotonic, fleet.interval)
        for node in fleet.nodes {
            wire.monitors += node.monitors.map { WireFleetMonitor($0, facts: node.facts) }
        }
        wire.collector = WireCollector(fleet.collector)
        if let recording = fleet.recording { wire.recording = WireRecording(recording) }
        if hasRecordings {
            wire.recordings = Self.fitting(fleet.recordings) { summary in
                summary.nodes.reduce(summary.name.utf8.count + summary.path.utf8.count + summary.note.utf8.count) {
                    $0 + $1.utf8.count + 4
                }
            }.map { WireRecordingSummary($0) }
        }
        wire.listsRecordings = hasRecordings
        wire.events = Self.fitting(events.reversed()) { $0.node.utf8.count + $0.event.text.utf8.count }.reversed()
            .map { WireFleetEvent($0) }
        wire.allEvents = isAll
        return Frame.frames(of: wire)
    }

    /// The first of the elements, as many as fit.
    private static func fitting<Element>(_ elements: [Element], textOf bytes: (Element) -> Int) -> ArraySlice<Element> {
        var room = longestList
        return elements.prefix { element in
            // Numbers and what is around them.
            room -= bytes(element) + 100
            return room >= 0
        }
    }
}
