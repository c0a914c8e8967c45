import KubemonMetrics
import KubemonProtocol
import KubemonSampling
import KubemonSystem
import Synchronization

/// The agent's sampling thread: waits for the next slot of the grid, samples, appends to the buffer.
///
/// It never waits for the network.
final class SamplerLoop {
    private let source: any SampleSource
    private let shared: AgentShared
    private let time: any TimeSource
    private let appended: @Sendable () -> Void
    private let monitor: Entity
    private let ownCost = OwnCost()
    private var schedule: TickSchedule
    /// Samples are taken in every so many-th slot of the collector's grid, where the monitor's own minimum is longer.
    private var stride: UInt64
    private var lastMonotonic: UInt64 = 0
    private var lastDuration: UInt64 = 0

    /// Prepares the loop.
    ///
    /// - Parameter appended: called after each sample.
    init(source: any SampleSource, shared: AgentShared, time: any TimeSource, appended: @escaping @Sendable () -> Void)
    {
        self.source = source
        self.shared = shared
        self.time = time
        self.appended = appended
        monitor = source.assign(.monitor, labels: [])
        let pace = shared.pace
        stride = pace.stride
        let now = time.both()
        schedule = TickSchedule(interval: pace.interval * pace.stride, wall: now.wall, monotonic: now.monotonic)
    }

    /// Runs until the agent stops.
    func run() {
        // The extra tick at start, so that the console has numbers at once (R8).
        take(slot: 0)
        while !shared.isStopping.load(ordering: .acquiring) {
            followInterval()
            let now = time.both()
            let turn = schedule.next(wall: now.wall, monotonic: now.monotonic)
            report(turn)
            switch turn.action {
            case .sample(let slot): take(slot: slot * stride)
            case .wait(let until):
                if shared.timer.wait(until: until, or: source.attention) == .descriptor { attend() }
            }
        }
    }

    private func followInterval() {
        let pace = shared.pace
        guard pace.interval * pace.stride != schedule.grid.interval || pace.stride != stride else { return }
        stride = pace.stride
        schedule.change(interval: pace.interval * pace.stride, wall: time.wall())
    }

    private func report(_ turn: TickSchedule.Turn) {
        if let step = turn.clockStep {
            let seconds = Double(step) / 1e9
            let text = "the clock was set by \(seconds) s; the grid starts anew"
            append(Event(wall: time.wall(), kind: .clockStep, text: text))
        }
        if turn.missed > 0 {
            let text = Counted.text(turn.missed, "sample") + " not taken in time"
            append(Event(wall: time.wall(), kind: .overrun, text: text))
        }
    }

    private func append(_ event: Event) { shared.outbox.withLock { $0.append(event) } }

    private func take(slot: UInt64) {
        source.sample(slot: slot)
        addOwnRow()
        shared.outbox.withLock { buffer in
            buffer.append(source.appeared, ended: [])
            for event in source.events { buffer.append(event) }
            buffer.append(source.tick)
            // Last: events and last rows are about what ends here, and its name must still be known.
            buffer.append([], ended: source.ended)
        }
        appended()
    }

    /// Passes on what came between two samples: names of containers, ends that a runtime announced.
    private func attend() {
        source.attend()
        shared.outbox.withLock { buffer in
            buffer.append(source.appeared, ended: [])
            for event in source.events { buffer.append(event) }
            buffer.append([], ended: source.ended)
        }
        appended()
    }

    /// Adds what the monitor costs and how its clock stands (R11: monitors.csv).
    private func addOwnRow() {
        let cost = ownCost.read()
        let (buffered, dropped) = shared.outbox.withLock { (UInt64($0.bytes), $0.dropped) }
        let monotonic = source.tick.monotonic
        let values: [(Int?, UInt64?)] = [
            (Self.columns.user, cost.user), (Self.columns.system, cost.system), (Self.columns.resident, cost.resident),
            (Self.columns.duration, lastMonotonic == 0 ? nil : lastDuration),
            (Self.columns.overruns, schedule.overruns), (Self.columns.parseErrors, source.parseErrors),
            (Self.columns.buffered, buffered), (Self.columns.dropped, dropped),
            (Self.columns.sent, shared.sentBytes.load(ordering: .relaxed)),
            (Self.columns.reconnects, shared.reconnects.load(ordering: .relaxed)),
            (Self.columns.offset, shared.heartbeat.map { UInt64(bitPattern: $0.offset) }),
            (Self.columns.roundTrip, shared.heartbeat?.roundTrip),
        ]
        let row = source.tick[.monitor].appendRow(entity: monitor.number)
        for case (let column?, let value) in values { source.tick[.monitor][row, column] = value }
        source.tick.intervals[EntityKind.monitor.index] = lastMonotonic == 0 ? 0 : monotonic - lastMonotonic
        lastMonotonic = monotonic
        lastDuration = source.tick.readDuration
    }

    private struct Columns {
        private static func column(_ name: String) -> Int? { Schema.of(.monitor).index(of: name) }

        let user = Self.column("cpu_user")
        let system = Self.column("cpu_system")
        let resident = Self.column("resident")
        let duration = Self.column("tick_duration")
        let overruns = Self.column("overruns")
        let parseErrors = Self.column("parse_errors")
        let buffered = Self.column("buffered")
        let dropped = Self.column("dropped")
        let sent = Self.column("sent")
        let reconnects = Self.column("reconnects")
        let offset = Self.column("clock_offset")
        let roundTrip = Self.column("round_trip")
    }

    private static let columns = Columns()
}
