import KubemonMetrics
import KubemonRecording
import Testing

/// R18: what is lost is declared, and nothing else is.
@Suite("Declared gaps")
struct GapTests {
    private let lab = Lab()
    private var first: UInt64 { lab.first }

    @Test("R18: a declared gap is one row, with slots or without")
    func recordsDeclaredGaps() throws {
        let writer = try lab.create()
        lab.setSlot(first + 6)
        var monitor = try Monitor("n1", to: writer)
        try monitor.tick(first)
        try monitor.send(
            .gap(Gap(firstSequence: 2, lastSequence: 2, firstSlot: first + 1, lastSlot: first + 2, reason: "full")))
        try monitor.tick(first + 3)
        try monitor.send(.gap(Gap(firstSequence: 4, lastSequence: 4, firstSlot: 0, lastSlot: 0, reason: "lost")))
        try monitor.tick(first + 6)
        try writer.commit()
        #expect(try lab.gaps() == ["n1 1..2 full", "n1 ?..? lost"])
        #expect(writer.progress().nodes.first?.missed == 4)
    }

    @Test("R18: where the beginning of what was lost has arrived, only the rest is a gap")
    func declaresTheRest() throws {
        let writer = try lab.create()
        lab.setSlot(first + 8)
        var monitor = try Monitor("n1", to: writer)
        try monitor.tick(first, first + 1, first + 2)
        func lose(until last: UInt64, reason: String, isRest: Bool = true) throws {
            let number = monitor.sequence + 1
            var gap = Gap(
                firstSequence: number, lastSequence: number, firstSlot: first, lastSlot: last, reason: reason)
            gap.isRest = isRest
            try monitor.send(.gap(gap))
        }
        // An event alone is missing: no slot is.
        try lose(until: first + 2, reason: "nothing")
        try lose(until: first + 5, reason: "half")
        // A loss that has grown since it was declared.
        try lose(until: first + 7, reason: "more")
        try monitor.tick(first + 8)
        try writer.commit()
        #expect(try lab.gaps() == ["n1 3..5 half", "n1 6..7 more"])
        #expect(RecordingVerifier.verify("/data/run-001", files: lab.files) == [])
        // After a clock was set back all of a loss may lie before what is there.
        try monitor.send(.event(Event(wall: 1, kind: .clockStep, text: "the clock was set by -20 s")))
        try lose(until: first + 3, reason: "again", isRest: false)
        try writer.commit()
        #expect(try lab.gaps().last == "n1 0..3 again")
        #expect(RecordingVerifier.verify("/data/run-001", files: lab.files) == [])
    }

    @Test("R18: a gap is cut to the window")
    func clipsGaps() throws {
        let writer = try lab.create()
        var monitor = try Monitor("n1", to: writer)
        try monitor.tick(first - 5)
        try monitor.send(
            .gap(Gap(firstSequence: 2, lastSequence: 2, firstSlot: first - 4, lastSlot: first + 1, reason: "full")))
        try monitor.tick(first + 2)
        lab.setSlot(first + 2)
        try writer.commit()
        #expect(try lab.gaps() == ["n1 0..1 full"])
    }
}
