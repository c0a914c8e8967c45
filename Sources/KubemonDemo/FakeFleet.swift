import KubemonMetrics
public import KubemonStore

/// Four invented machines: a busy one, a nearly exhausted one, a silent one and a lost one, with a running recording that
/// has a gap. Everything follows from `wall`, so that frames are the same at every run.
public enum FakeFleet {
    /// 2026-11-22 14:02:31.4 UTC.
    public static let wall: UInt64 = 1_795_356_151_400_000_000
    /// 50 GiB a day would be too much to invent: one second is the interval.
    public static let interval: UInt64 = 1_000_000_000

    static let gibibyte: UInt64 = 1 << 30

    /// The fleet `elapsed` nanoseconds after ``wall``, with the history of `history`.
    public static func snapshot(
        elapsed: UInt64 = 0, history: String? = "node-01", isRecording: Bool = true, isHostile: Bool = false,
        life: Life = .still
    ) -> FleetSnapshot {
        var fleet = FleetSnapshot()
        fleet.wall = wall + elapsed
        fleet.monotonic = 5_000_000_000_000 + elapsed
        fleet.interval = interval
        let second = Int(elapsed / interval)
        fleet.nodes = machines.map {
            node($0.at(second, life), elapsed: elapsed, isHostile: isHostile, life: life)
        }
        if isHostile { fleet.nodes.append(node(hostileMachine, elapsed: elapsed, isHostile: true, life: life)) }
        fleet.events = events(isHostile: isHostile) + (life == .still ? [] : Story.events(until: second))
        fleet.collector = collector
        fleet.recordings = recordings(isRecording: isRecording, isHostile: isHostile, now: fleet.wall)
        if isRecording, let summary = fleet.recordings.first {
            var progress = FakeRecording.progress(
                summary, from: summary.start, to: life == .still ? wall : fleet.wall)
            (progress.lastCommit, progress.pending) = (fleet.monotonic - 200_000_000, 48_210)
            fleet.recordings[0] = progress.summary
            fleet.recording = progress
        }
        return answer(HistoryRequest(node: history), in: fleet, life: life)
    }

    /// An empty fleet, as at the first start.
    public static var empty: FleetSnapshot {
        var fleet = FleetSnapshot()
        fleet.wall = wall
        fleet.interval = interval
        fleet.collector = collector
        return fleet
    }

    private static var collector: CollectorFacts {
        var facts = CollectorFacts()
        facts.monitorAddress = "10.0.0.1:9822"
        facts.controlAddress = "10.0.0.1:9880"
        facts.isEncrypted = true
        facts.dataDirectory = "/var/lib/kubemon/data"
        facts.freeBytes = 44_238_000_000
        facts.expectedNodes = ["node-01", "node-02", "node-03", "node-04"]
        facts.expectedCount = 4
        facts.cpu = 0.62
        facts.resident = 14 << 20
        facts.version = KubemonVersion.current
        return facts
    }

    private static func recordings(isRecording: Bool, isHostile: Bool, now: UInt64) -> [RecordingSummary] {
        func summary(
            _ name: String, _ state: RecordingSummary.State, ago minutes: UInt64, seconds: UInt64, ticks: UInt64,
            gaps: UInt64, bytes: UInt64, note: String
        ) -> RecordingSummary {
            var summary = RecordingSummary()
            summary.name = name
            summary.path = "/var/lib/kubemon/data/" + name
            summary.state = state
            summary.note = note
            summary.start = wall - minutes * 60_000_000_000 - 31_400_000_000
            summary.end = summary.start + seconds * 1_000_000_000
            summary.interval = interval
            summary.nodes = ["node-01", "node-02", "node-03"]
            summary.ticks = ticks
            summary.rows = ticks * 229
            summary.bytes = bytes
            summary.gaps = gaps
            return summary
        }
        var all = [
            summary(
                "run-042", .recording, ago: 12, seconds: 751, ticks: 0, gaps: 0, bytes: 0,
                note: isHostile ? "=cmd()\u{1B}]0;x\u{7}" : "baseline + load"),
            summary(
                "run-041", .complete, ago: 112, seconds: 3600, ticks: 10_800, gaps: 0, bytes: 92_379_545,
                note: "baseline"),
            summary(
                "run-040", .incomplete, ago: 180, seconds: 1269, ticks: 3801, gaps: 4, bytes: 32_505_856,
                note: "node-02 rebooted"),
            summary(
                "run-039", .damaged, ago: 1222, seconds: 238, ticks: 714, gaps: 0, bytes: 4_089_446,
                note: "disk replaced"),
        ]
        if !isRecording { all.removeFirst() }
        return all
    }

    private static func events(isHostile: Bool) -> [FleetEvent] {
        func event(
            _ secondsAgo: UInt64, _ node: String, _ kind: Event.Kind, _ text: String, of entity: UInt32 = 0
        ) -> FleetEvent {
            FleetEvent(
                node: node,
                event: Event(wall: wall - secondsAgo * 1_000_000_000, kind: kind, entity: entity, text: text))
        }
        var events = [
            event(751, "", .recording, "run-042 started: every 1 s, machine and containers"),
            event(620, "", .marker, "load test start"),
            event(240, "node-02", .containerStarted, "containerd:9f31c2d07a5e started"),
            event(182, "", .marker, "rps 500 -> 1000"),
            event(99, "node-01", .monitorLost, "connection reset by peer"),
            event(90, "node-01", .monitorConnected, "connected with a new monitor after 9 s"),
            event(90, "node-01", .gap, "9 samples missing: the monitor was killed"),
            event(52, "node-03", .monitorLost, "connection reset by peer"),
            event(47, "node-03", .monitorConnected, "connected again after 4.2 s, nothing lost"),
            event(42, "node-01", .oomKill, "out of memory: pid 5120 (node) in default/web-7d9f4-x2c killed", of: 105),
            event(41, "node-01", .containerRestarted, "default/web-7d9f4-x2c/web started again (exit 137)", of: 105),
            event(41, "node-04", .monitorLost, "no frame for 15 s"),
        ]
        if isHostile {
            events.append(event(3, "evil\u{1B}[2J", .marker, "\u{1B}]0;owned\u{7} 日本語 👩‍👩‍👧 \n\r\t" + longName))
        }
        return events
    }
}
