import KubemonConsole
import KubemonDashboard
import KubemonDemo
import KubemonMetrics
import KubemonProtocol
import KubemonStore
import KubemonSystem
import Synchronization

/// An invented fleet in place of a collector's: nothing is read, nothing is written, nobody is connected.
final class DemoBackend: FleetBackend {
    /// What the user did to the recording.
    private struct Simulation {
        /// The recording of now; the fleet's own until it is stopped.
        var name: String?
        var start: UInt64
        var note = ""
        /// Whether it is the one that ran at the beginning.
        var isFirst = true
        var finished: [RecordingSummary] = []
        var events: [FleetEvent] = []
        /// The fleet of the last second that was asked for.
        var cached: (second: UInt64, fleet: FleetSnapshot)?
    }

    private static let second: UInt64 = 1_000_000_000
    private let life: Life
    private let isHostile: Bool
    private let time = SystemTime()
    private let begin: UInt64
    private let simulation = Mutex(Simulation(name: "run-042", start: FakeFleet.wall))

    init(seed: UInt64, isHostile: Bool) {
        life = Life(seed: seed)
        self.isHostile = isHostile
        begin = time.monotonic()
    }

    private var elapsed: UInt64 { time.monotonic() - begin }

    func snapshot(historyOf request: HistoryRequest) -> FleetSnapshot {
        let (elapsed, life, isHostile) = (elapsed, life, isHostile)
        return simulation.withLock { simulation in
            let second = elapsed / Self.second
            var fleet: FleetSnapshot
            if let cached = simulation.cached, cached.second == second, cached.fleet.request == request {
                fleet = cached.fleet
            } else if let cached = simulation.cached, cached.second == second {
                fleet = FakeFleet.answer(request, in: cached.fleet, life: life)
            } else {
                fleet = FakeFleet.snapshot(
                    elapsed: second * Self.second, history: nil, isHostile: isHostile, life: life)
                fleet = FakeFleet.answer(request, in: fleet, life: life)
            }
            simulation.cached = (second, fleet)
            Self.put(simulation, into: &fleet)
            // Between two seconds only the clock and the ages go on.
            let past = elapsed % Self.second
            fleet.wall += past
            (fleet.extent.oldest, fleet.extent.newest) = (FakeFleet.wall, fleet.wall)
            fleet.monotonic += past
            for index in fleet.nodes.indices {
                fleet.nodes[index].age = fleet.nodes[index].age &+ past
                for monitor in fleet.nodes[index].monitors.indices {
                    fleet.nodes[index].monitors[monitor].silence = fleet.nodes[index].monitors[monitor].silence &+ past
                }
            }
            return fleet
        }
    }

    func travel(_ target: TimeTarget, from wall: UInt64, historyOf request: HistoryRequest) -> FleetSnapshot? {
        // Everything follows from the time, so any second since the beginning is at hand.
        var instant = target.instant(from: wall)
        if case .samples(let count) = target {
            let distance = UInt64(count.magnitude) * Self.second
            instant = count < 0 ? wall - min(wall, distance) : wall + distance
        }
        guard let instant, instant >= FakeFleet.wall, instant <= FakeFleet.wall + elapsed else { return nil }
        let seconds = (instant - FakeFleet.wall) / Self.second
        var fleet = FakeFleet.snapshot(
            elapsed: seconds * Self.second, history: nil, isHostile: isHostile, life: life)
        fleet = FakeFleet.answer(request, in: fleet, life: life)
        simulation.withLock { Self.put($0, into: &fleet) }
        // Without it the console would take it for a time that nothing more can be asked of.
        (fleet.extent.oldest, fleet.extent.newest) = (FakeFleet.wall, FakeFleet.wall + elapsed)
        return fleet
    }

    /// Replaces the fleet's recording by what the user made of it.
    private static func put(_ simulation: Simulation, into fleet: inout FleetSnapshot) {
        fleet.collector.isDemo = true
        fleet.events += simulation.events.filter { $0.event.wall <= fleet.wall + second }
        fleet.events.sort { $0.event.wall < $1.event.wall }
        if simulation.isFirst { return }
        fleet.recordings.removeFirst()
        fleet.recordings.insert(contentsOf: simulation.finished.reversed(), at: 0)
        guard let name = simulation.name else {
            fleet.recording = nil
            return
        }
        var progress = FakeRecording.progress(summary(name, simulation), from: simulation.start, to: fleet.wall)
        (progress.lastCommit, progress.pending) = (fleet.monotonic - 200_000_000, 48_210)
        fleet.recording = progress
        fleet.recordings.insert(progress.summary, at: 0)
    }

    private static func summary(_ name: String, _ simulation: Simulation) -> RecordingSummary {
        var summary = RecordingSummary()
        (summary.name, summary.path, summary.note) = (name, "nowhere/" + name, simulation.note)
        summary.interval = second
        return summary
    }

    func execute(_ command: String, reply: @escaping @Sendable (CommandReply) -> Void) {
        let parsed: Command
        do throws(CommandError) { parsed = try Command(command) } catch {
            return reply(CommandReply(error.sentence, failed: true))
        }
        let now = FakeFleet.wall + elapsed
        let first = FakeFleet.snapshot(elapsed: elapsed, history: nil, life: life).recording?.summary
        reply(simulation.withLock { Self.carryOut(parsed, at: now, first, &$0) })
    }

    /// `first` is the recording that ran at the beginning, as it would stand now.
    private static func carryOut(
        _ command: Command, at now: UInt64, _ first: RecordingSummary?, _ simulation: inout Simulation
    ) -> CommandReply {
        func note(_ kind: Event.Kind, _ text: String) {
            simulation.events =
                simulation.events.suffix(200) + [
                    FleetEvent(node: "", event: Event(wall: now, kind: kind, text: text))
                ]
        }
        switch command {
        case .start(let name, let options):
            if let running = simulation.name { return CommandReply("\(running) is being recorded", failed: true) }
            (simulation.name, simulation.start, simulation.note) = (name, now, options.note)
            note(.recording, "\(name) started (simulated)")
            return CommandReply("simulated: \(name) is being recorded, but nothing is written")
        case .stop:
            guard let name = simulation.name else { return CommandReply("nothing is being recorded", failed: true) }
            var summary = FakeRecording.progress(summary(name, simulation), from: simulation.start, to: now).summary
            if simulation.isFirst, let first { summary = first }
            (summary.state, summary.end) = (summary.gaps > 0 ? .incomplete : .complete, now)
            simulation.finished.append(summary)
            (simulation.name, simulation.isFirst) = (nil, false)
            note(.recording, "\(name) stopped (simulated)")
            return CommandReply("simulated: \(name) is stopped; nothing was written")
        case .mark(let text):
            guard simulation.name != nil else { return CommandReply("nothing is being recorded", failed: true) }
            note(.marker, text)
            return CommandReply("simulated: marker set")
        default:
            return CommandReply("the demo has no collector that could answer; its fleet is invented", failed: true)
        }
    }

    func check(directory text: String, completing: Bool) -> DirectoryCheck {
        let isTaken = snapshot(historyOf: HistoryRequest()).recordings.contains { $0.name == text }
        return DirectoryCheck(
            text: text, verdict: isTaken ? .refused : .new,
            message: isTaken ? "there is a recording of that name" : "simulated: nothing will be written",
            freeBytes: 44_238_000_000)
    }

    func save(table csv: String, as name: String) -> CommandReply {
        CommandReply("the demo writes no files; this would be \(name).csv in the data directory", failed: true)
    }
}
