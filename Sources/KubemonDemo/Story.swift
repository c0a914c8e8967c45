import KubemonMetrics
import KubemonStore

/// What happens in the lively fleet, by the second: it follows from the time alone and repeats.
enum Story {
    /// After so many seconds the lost and the silent node do the same again.
    static let cycle = 240
    /// So long the crowded container fills its memory until the kernel kills it; the first time after ten seconds.
    static let filling = 80
    private static let firstKill = 10
    /// So long a batch job runs; the next one follows at once.
    static let job = 45

    /// Whether a node is there, and for how long it has been as it is.
    static func state(of node: String, _ second: Int) -> (state: NodeSnapshot.State, seconds: Int) {
        let phase = second % cycle
        switch node {
        case "node-04" where phase < 45: return (.lost, second < cycle ? phase + 41 : phase + cycle - 200)
        case "node-04" where phase >= 200: return (.lost, phase - 200)
        case "node-03" where second < 12: return (.stale, second + 8)
        case "node-03" where (120..<132).contains(phase): return (.stale, phase - 120)
        default: return (.live, 0)
        }
    }

    /// Samples that are lost for good.
    struct Loss {
        var node: String
        var seconds: Range<Int>
        var reason: String
        var isFrozen = false

        /// What the event says.
        var text: String { "\(seconds.count) samples missing: \(reason)" }
    }

    /// What has been lost, the beginning's own included, oldest first. What is merely late is not.
    static func losses(until second: Int) -> [Loss] {
        let cycles = stride(from: 0, through: second - 132, by: cycle).map { begin in
            Loss(
                node: "node-03", seconds: (begin + 120)..<(begin + 132), reason: "the monitor was frozen",
                isFrozen: true)
        }
        return [Loss(node: "node-01", seconds: -99 ..< -90, reason: "the monitor was killed")] + cycles
    }

    /// Since which second a machine's monitor is connected.
    static func connection(of node: String, _ second: Int) -> Int {
        switch node {
        case "node-01": -90
        case "node-03": -47
        case "node-04": second - second % cycle + 45
        default: -9_667
        }
    }

    /// How often the crowded container has been killed, and how full it is, 0 to 1.
    static func crowded(_ second: Int) -> (kills: Int, full: Double) {
        guard second >= firstKill else {
            // The last kill before the beginning is 42 seconds ago.
            return (0, min(1, 0.35 + 0.65 * Double(((second + 42) % 52 + 52) % 52) / 52))
        }
        let past = second - firstKill
        return (past / filling + 1, 0.35 + 0.65 * Double(past % filling) / Double(filling))
    }

    /// What has happened since the beginning, oldest first.
    static func events(until second: Int) -> [FleetEvent] {
        var events: [FleetEvent] = []
        func add(_ at: Int, _ node: String, _ kind: Event.Kind, _ text: String, of entity: UInt32 = 0) {
            guard at > 0, at <= second else { return }
            let wall = FakeFleet.wall + UInt64(at) * FakeFleet.interval
            events.append(FleetEvent(node: node, event: Event(wall: wall, kind: kind, entity: entity, text: text)))
        }
        // Who leaves the demo running for a day must not wait for it.
        let oldest = max(0, second - 3_600)
        for begin in stride(from: oldest / cycle * cycle, through: second, by: cycle) {
            add(
                begin + 45, "node-04", .monitorConnected,
                "connected again after \(begin == 0 ? 86 : 85) s, nothing lost")
            add(begin + 132, "node-03", .monitorConnected, "answers again after 12 s")
            add(begin + 200, "node-04", .monitorLost, "no frame for 15 s")
        }
        add(12, "node-03", .monitorConnected, "answers again after 20 s, nothing lost")
        for loss in losses(until: second) where loss.seconds.upperBound >= oldest {
            add(loss.seconds.upperBound, loss.node, .gap, loss.text)
        }
        for at in stride(from: firstKill + oldest / filling * filling, through: second, by: filling) {
            let name = "default/web-7d9f4-x2c"
            add(at, "node-01", .oomKill, "out of memory: pid \(5_000 + at % 900) (node) in \(name) killed", of: 105)
            add(at + 1, "node-01", .containerRestarted, "\(name)/web started again (exit 137)", of: 105)
        }
        for at in stride(from: oldest / job * job, through: second, by: job) {
            if at > 0 { add(at, "node-02", .containerStopped, "batch/job-\(28_200 + at / job - 1) ended (exit 0)") }
            add(at + 1, "node-02", .containerStarted, "batch/job-\(28_200 + at / job) started")
        }
        return events.sorted { $0.event.wall < $1.event.wall }
    }
}
