import KubemonMetrics
import KubemonSampling
import Testing

@Suite("The schedule of ticks")
struct TickScheduleTests {
    static let second: UInt64 = 1_000_000_000
    /// A whole second of the wall clock, and the monotonic clock at the same instant.
    static let wall: UInt64 = 1_700_000_000_000_000_000
    static let monotonic: UInt64 = 77_123_456_789

    /// A schedule of 1 s begun 0.3 s into a slot, and a function that asks it at a time after that slot's start.
    private func make(interval: UInt64 = second) -> TickSchedule {
        TickSchedule(interval: interval, wall: Self.wall + 300_000_000, monotonic: Self.monotonic + 300_000_000)
    }

    private func ask(_ schedule: inout TickSchedule, at time: UInt64, step: Int64 = 0) -> TickSchedule.Turn {
        schedule.next(
            wall: UInt64(Int64(Self.wall + time) + step), monotonic: Self.monotonic + time)
    }

    @Test("waits for the next slot, samples it once and waits for the one after")
    func oneTickPerSlot() {
        var schedule = make()
        let slot = Self.wall / Self.second
        #expect(ask(&schedule, at: 300_000_000).action == .wait(until: Self.monotonic + Self.second))
        #expect(ask(&schedule, at: 999_999_999).action == .wait(until: Self.monotonic + Self.second))
        #expect(ask(&schedule, at: Self.second + 60_000).action == .sample(slot: slot + 1))
        #expect(ask(&schedule, at: Self.second + 400_000).action == .wait(until: Self.monotonic + 2 * Self.second))
        #expect(ask(&schedule, at: 2 * Self.second).action == .sample(slot: slot + 2))
        #expect(schedule.overruns == 0)
    }

    @Test("does not drift: every wait ends at the start of a slot, however long the work takes")
    func noDrift() {
        var schedule = make(interval: 100_000_000)
        var (time, slots): (UInt64, [UInt64]) = (300_000_000, [])
        for tick in 0..<1000 {
            switch ask(&schedule, at: time).action {
            case .wait(let until):
                #expect((until - Self.monotonic) % 100_000_000 == 0)
                time = until - Self.monotonic + UInt64(tick % 7) * 10_000
            case .sample(let slot):
                slots.append(slot)
                time += UInt64(tick % 90) * 1_000_000
            }
        }
        #expect(slots.count == 500)
        #expect(zip(slots, slots.dropFirst()).allSatisfy { $1 == $0 + 1 })
    }

    @Test("counts the slots that went by while a read took too long")
    func overruns() {
        var schedule = make()
        let slot = Self.wall / Self.second
        #expect(ask(&schedule, at: Self.second).action == .sample(slot: slot + 1))
        // The read took 3.2 s: slots 2 and 3 are lost, slot 4 is young enough.
        let late = ask(&schedule, at: 4_200_000_000)
        #expect(late.action == .sample(slot: slot + 4))
        #expect(late.missed == 2)
        // Now 1.7 s: slot 5 is past its half.
        let later = ask(&schedule, at: 5_900_000_000)
        #expect(later.action == .wait(until: Self.monotonic + 6 * Self.second))
        #expect(later.missed == 1)
        #expect(schedule.overruns == 3)
        #expect(ask(&schedule, at: 6 * Self.second) == .init(action: .sample(slot: slot + 6)))
    }

    @Test(
        "puts the grid anew and reports it when the wall clock is set by more than half an interval",
        arguments: [Int64(3_600_000_000_000), -3_600_000_000_000, 501_000_000, -501_000_000])
    func clockStep(step: Int64) {
        var schedule = make()
        #expect(ask(&schedule, at: Self.second).action == .sample(slot: Self.wall / Self.second + 1))
        let turn = ask(&schedule, at: Self.second + 600_000_000, step: step)
        #expect(turn.clockStep == step)
        #expect(turn.missed == 0)
        guard case .wait(let until) = turn.action else {
            Issue.record("sampled a slot that had partly gone by")
            return
        }
        let start = UInt64(Int64(until - Self.monotonic + Self.wall) + step)
        #expect(start % Self.second == 0)
        #expect(until > Self.monotonic + Self.second + 600_000_000)
        let next = ask(&schedule, at: until - Self.monotonic, step: step)
        #expect(next == .init(action: .sample(slot: start / Self.second)))
        #expect(schedule.overruns == 0)
    }

    @Test("follows small corrections of the wall clock without a second tick in a slot")
    func slew() {
        var schedule = make()
        let slot = Self.wall / Self.second
        #expect(ask(&schedule, at: Self.second).action == .sample(slot: slot + 1))
        // 40 ms back: the wall clock is in slot 0 again.
        let turn = ask(&schedule, at: Self.second + 10_000_000, step: -40_000_000)
        #expect(turn.clockStep == nil)
        #expect(turn.action == .wait(until: Self.monotonic + 2 * Self.second + 40_000_000))
        #expect(ask(&schedule, at: 2 * Self.second + 40_000_000, step: -40_000_000).action == .sample(slot: slot + 2))
    }

    @Test("changes its interval at once")
    func changesInterval() {
        var schedule = make()
        _ = ask(&schedule, at: Self.second)
        schedule.change(interval: 5 * Self.second, wall: Self.wall + 1_100_000_000)
        let turn = ask(&schedule, at: 1_100_000_000)
        let start = (Self.wall / (5 * Self.second) + 1) * 5 * Self.second
        #expect(turn.action == .wait(until: start - Self.wall + Self.monotonic))
        #expect(schedule.overruns == 0)
    }

    @Test("waits until its time, and no longer than an interrupt")
    func timer() throws {
        let timer = try TickTimer()
        #expect(timer.wait(until: 0) == .time)
        #expect(timer.wait(until: SystemTime().monotonic() + 1_000_000) == .time)
        timer.interrupt()
        timer.interrupt()
        #expect(timer.wait(until: SystemTime().monotonic() + 3_600_000_000_000) == .interrupt)
        #expect(timer.wait(until: 1) == .time)
    }
}
