import KubemonMetrics
import KubemonRecording

/// A recording as a list of steps, and a collector that plays them on a writer, however often that one dies.
struct Scenario {
    /// What happens, in the order in which it reaches the collector.
    enum Step {
        case item(StreamItem, StreamSource)
        case commit
        case mark(String)
        case stop
    }

    /// Steps with the wall clock at which they happen.
    var steps: [(wall: UInt64, step: Step)] = []
    var options = RecordingOptions()
    /// Items per key group: where sending begins again (R2).
    static let group: UInt64 = 4

    /// Two nodes, amendments, ends, events, gaps, a restarted monitor, a marker, a stop with a late tick.
    static func standard() -> Scenario {
        var scenario = Scenario()
        scenario.options.expectedNodes = ["n2"]
        var numbers: [StreamSource: UInt64] = [:]
        func send(_ content: StreamItem.Content, _ source: StreamSource, at slot: UInt64) {
            numbers[source, default: 0] += 1
            let item = StreamItem(sequence: numbers[source, default: 0], content: content)
            scenario.steps.append((slot * Sample.interval + 2_000_000, .item(item, source)))
        }
        let (first, second, third) = (Sample.source("n1", 11), Sample.source("n2", 22), Sample.source("n1", 33))
        let base = Sample.origin
        var alive = Sample.machine
        send(.entities(alive, ended: []), first, at: base)
        for slot in (base)...(base + 14) {
            let wall = slot * Sample.interval + 3_000_000
            let source = slot < base + 9 ? first : third
            if slot == base + 9 { send(.entities(alive, ended: []), third, at: slot) }
            if slot == base + 2 {
                alive.append(Sample.container(7))
                send(.entities([Sample.container(7)], ended: []), source, at: slot)
                send(.event(Event(wall: wall, kind: .containerStarted, entity: 7, text: "started")), source, at: slot)
            }
            if slot == base + 4 {
                alive[4] = Sample.container(7, name: "web, \"1\"\nüñ")
                send(.entities([alive[4]], ended: []), source, at: slot)
            }
            if slot == base + 7 {
                alive.removeLast()
                send(.event(Event(wall: wall, kind: .containerStopped, entity: 7, text: "=exit")), source, at: slot)
                send(.entities([], ended: [7]), source, at: slot)
            }
            // Slot 8 is lost by the restart, slot 11 without a word, slot 12 is declared.
            if ![8, 11, 12].contains(slot - base) { send(.tick(Sample.tick(slot, alive)), source, at: slot) }
            if slot == base + 12 {
                let gap = Gap(firstSequence: 4, lastSequence: 4, firstSlot: slot, lastSlot: slot, reason: "overflow")
                send(.gap(gap), source, at: slot)
            }
            if slot >= base + 3 {
                if slot == base + 3 { send(.entities(Sample.machine, ended: []), second, at: slot) }
                if slot != base + 14 { send(.tick(Sample.tick(slot)), second, at: slot) }
            }
            if slot == base + 6 { scenario.steps.append((wall, .mark("half time, \"really\""))) }
            if slot % 3 == 0 || slot == base + 6 { scenario.steps.append((wall, .commit)) }
        }
        scenario.steps.append(((base + 14) * Sample.interval + 500_000_000, .stop))
        send(.tick(Sample.tick(base + 14)), second, at: base + 14)
        send(.tick(Sample.tick(base + 15)), second, at: base + 15)
        return scenario
    }

    /// All sources, in the order of their first item.
    var sources: [StreamSource] {
        var found: [StreamSource] = []
        for (_, step) in steps {
            if case .item(_, let source) = step, !found.contains(source) { found.append(source) }
        }
        return found
    }

    /// Plays all steps that the recording does not have yet.
    func play(on writer: RecordingWriter, time: FixedTime, isMarked: Bool) throws(RecordingError) {
        let committed = Dictionary(uniqueKeysWithValues: writer.committedSources.map { ($0.source, $0.sequence) })
        var opened: Set<StreamSource> = []
        for (wall, step) in steps {
            time.set(wall)
            switch step {
            case .item(let item, let source):
                let first = (committed[source] ?? 0) / Self.group * Self.group + 1
                guard item.sequence >= first else { continue }
                if opened.insert(source).inserted {
                    try writer.open(
                        source, facts: Sample.facts(source.node), entities: entities(of: source, before: first))
                }
                try writer.append(item, from: source)
            case .commit: try writer.commit()
            case .mark(let text):
                if !isMarked {
                    try writer.mark(text)
                    try writer.commit()
                }
            case .stop: try writer.stop()
            }
        }
        try writer.finish()
    }

    /// The entities that are alive before an item: what a key group begins with (R2).
    private func entities(of source: StreamSource, before sequence: UInt64) -> [Entity] {
        var alive: [UInt32: Entity] = [:]
        for case (_, .item(let item, source)) in steps where item.sequence < sequence {
            guard case .entities(let entities, let ended) = item.content else { continue }
            for entity in entities { alive[entity.number] = entity }
            for number in ended { alive[number] = nil }
        }
        return alive.values.sorted { $0.number < $1.number }
    }
}
