import KubemonMetrics
import KubemonProtocol
import KubemonStore

/// The fleet at an instant, decoded from key groups.
struct PastFleet {
    private let fleet: FleetSnapshot

    init(_ parts: [GroupRing.Part], at instant: UInt64, interval: UInt64, _ request: HistoryRequest) {
        let time = SetTime()
        let store = FleetStore(time: time, remembering: request.entities)
        store.setInterval(interval)
        // In the order in which the runs began: a later one of the same node takes the place of an earlier one.
        for part in parts { Self.decode(part, into: store, time) }
        time.set(instant)
        for part in parts {
            // Heartbeats are not kept; a monitor that samples in time was there.
            let last = part.groups.last?.mark(at: instant)?.wall ?? 0
            let isInTime = instant - min(instant, last) <= 2 * max(part.run.interval, interval)
            if isInTime { store.heard(from: part.source, bytes: 0) }
        }
        fleet = store.snapshot(historyOf: request)
    }

    private static func decode(_ part: GroupRing.Part, into store: FleetStore, _ time: SetTime) {
        time.set(part.begin)
        store.connected(
            part.source, facts: part.run.hello.facts, kinds: part.run.hello.kinds, address: part.run.address,
            key: part.run.key, interval: part.run.interval)
        var last: UInt64?
        for (index, group) in zip(part.groups.indices, part.groups) {
            if let last, group.first > last, group.first - last > 1 {
                let gap = Gap(
                    firstSequence: last + 1, lastSequence: group.first - 1, firstSlot: 0, lastSlot: 0, reason: "")
                store.apply(StreamItem(sequence: group.first - 1, content: .gap(gap)), of: part.source)
            }
            last = group.last
            let end = index == part.groups.indices.last ? part.end : group.bytes.count
            decode(group.bytes[..<end], part, into: store, time)
        }
    }

    /// A group decodes alone: one that can't be decoded leaves out what it holds and nothing else.
    private static func decode(
        _ bytes: ArraySlice<UInt8>, _ part: GroupRing.Part, into store: FleetStore, _ time: SetTime
    ) {
        var decoder = StreamDecoder(known: [:])
        var isDescribed = false
        for body in part.run.schemas { _ = receive(body, &decoder) }
        for body in EncodedFrames(bytes) {
            guard let outputs = receive(body, &decoder) else { return }
            for case .item(_, let item) in outputs {
                if !isDescribed { store.begin(decoder.alive, of: part.source) }
                isDescribed = true
                if case .tick(let tick) = item.content {
                    time.set(tick.wall)
                    store.heard(from: part.source, bytes: body.count)
                }
                store.apply(item, of: part.source)
            }
        }
    }

    private static func receive(_ body: [UInt8], _ decoder: inout StreamDecoder) -> [StreamDecoder.Output]? {
        guard let frame = try? Frame(body: body) else { return nil }
        return try? decoder.receive(frame)
    }

    /// The fleet at `instant`: samples as they were, and of what is not sampled what is known now.
    func snapshot(in now: FleetSnapshot, at instant: UInt64) -> FleetSnapshot {
        var result = fleet
        result.wall = instant
        result.monotonic = now.monotonic - min(now.monotonic, now.wall - min(now.wall, instant))
        result.events = now.events.filter { $0.event.wall <= instant }
        result.recording = now.recording
        result.recordings = now.recordings
        result.collector = now.collector
        result.extent = now.extent
        result.origin = now.origin
        result.history.points = Self.joined(fleet.history.points, now.history.points)
        if isSameRun(fleet.request.subject, in: now) {
            result.subjectHistory.points = Self.joined(fleet.subjectHistory.points, now.subjectHistory.points)
        }
        if isSameRun(fleet.request.network, in: now) {
            result.networkHistory.points = Self.joined(fleet.networkHistory.points, now.networkHistory.points)
        }
        return result
    }

    /// Whether a graph is wanted that neither the decoded samples nor what is kept to be plotted can fill.
    func lacksHistory(within now: FleetSnapshot, at instant: UInt64) -> Bool {
        func reaches(_ now: History, _ past: History) -> Bool {
            guard let first = past.points.first?.wall else { return true }
            return now.points.first.map { $0.wall < first } ?? false
        }
        if fleet.request.node != nil, !reaches(now.history, fleet.history) { return true }
        guard let subject = fleet.request.subject else { return false }
        return !isSameRun(subject, in: now) || !reaches(now.subjectHistory, fleet.subjectHistory)
    }

    /// Numbers of entities mean something within one run only.
    private func isSameRun(_ key: EntityKey?, in now: FleetSnapshot) -> Bool {
        guard let key else { return false }
        func epoch(in fleet: FleetSnapshot) -> UInt64? {
            fleet.nodes.first { $0.name == key.node }?.monitors.last { $0.kinds.contains(key.kind) }?.epoch
        }
        return epoch(in: fleet) != nil && epoch(in: fleet) == epoch(in: now)
    }

    /// The decoded points, and before them those that are kept to be plotted.
    private static func joined(_ past: [History.Point], _ now: [History.Point]) -> [History.Point] {
        guard let first = past.first?.wall else { return [] }
        return now.prefix { $0.wall < first } + past
    }
}
