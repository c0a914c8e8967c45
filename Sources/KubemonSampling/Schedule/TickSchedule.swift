public import KubemonMetrics

/// Decides when to sample: on the wall-aligned grid, without drift, and never twice in one slot.
///
/// A pure value: it is told what time it is and says what to do. A slot that could not be sampled in its first half is
/// missed and counted; sampling it late would put it next to the following one. A step of the wall clock by more than
/// half an interval puts the grid anew (R9); smaller corrections are followed.
public struct TickSchedule: Sendable, Hashable {
    /// What to do now.
    public enum Action: Sendable, Hashable {
        /// Take the sample of a slot.
        case sample(slot: UInt64)
        /// Wait until a time of the monotonic clock, ns, then ask again. Asking earlier does no harm.
        case wait(until: UInt64)
    }

    /// The answer to ``TickSchedule/next(wall:monotonic:)``.
    public struct Turn: Sendable, Hashable {
        /// What to do now.
        public var action: Action
        /// Slots that were found to be missed since the last turn.
        public var missed: UInt64
        /// By how many nanoseconds the wall clock was set since the last turn, if that was more than half an interval.
        public var clockStep: Int64?

        /// Creates a turn.
        public init(action: Action, missed: UInt64 = 0, clockStep: Int64? = nil) {
            (self.action, self.missed, self.clockStep) = (action, missed, clockStep)
        }
    }

    /// The grid in force.
    public private(set) var grid: SlotGrid
    /// Slots missed since the start.
    public private(set) var overruns: UInt64 = 0
    /// The last slot that was sampled, missed or had begun before the first turn.
    private var lastSlot: UInt64
    /// Wall clock minus monotonic clock at the last turn.
    private var offset: Int64

    /// Begins with the next slot; the running one has partly gone by.
    ///
    /// - Precondition: `interval` is in `SlotGrid.allowed`.
    public init(interval: UInt64, wall: UInt64, monotonic: UInt64) {
        grid = SlotGrid(interval: interval)
        lastSlot = grid.slot(at: wall)
        offset = Self.difference(wall, monotonic)
    }

    /// Goes over to another interval. The next sample is the first whole slot of the new grid.
    ///
    /// - Precondition: `interval` is in `SlotGrid.allowed`.
    public mutating func change(interval: UInt64, wall: UInt64) {
        grid = SlotGrid(interval: interval)
        lastSlot = grid.slot(at: wall)
    }

    /// Says what to do at this time.
    public mutating func next(wall: UInt64, monotonic: UInt64) -> Turn {
        var turn = Turn(action: .wait(until: 0))
        let newOffset = Self.difference(wall, monotonic)
        let step = newOffset.subtractingReportingOverflow(offset).partialValue
        offset = newOffset
        let slot = grid.slot(at: wall)
        if step.magnitude > grid.interval / 2 {
            turn.clockStep = step
            lastSlot = slot
        }
        if slot > lastSlot {
            let isInTime = wall - grid.start(of: slot) <= grid.interval / 2
            turn.missed = slot - lastSlot - (isInTime ? 1 : 0)
            overruns += turn.missed
            lastSlot = slot
            if isInTime {
                turn.action = .sample(slot: slot)
                return turn
            }
        }
        turn.action = .wait(until: monotonic + (grid.start(of: lastSlot + 1) - wall))
        return turn
    }

    private static func difference(_ wall: UInt64, _ monotonic: UInt64) -> Int64 {
        Int64(bitPattern: wall &- monotonic)
    }
}
