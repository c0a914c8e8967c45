import KubemonMetrics
import KubemonRecording
import Testing

/// R13: gaps of a node whose clock is ahead of the collector's.
@Suite("Gaps ahead of the clock")
struct HeldGapTests {
    let lab = Lab()
    var first: UInt64 { lab.first }

    private var findings: [VerifyFinding] { RecordingVerifier.verify("/data/run-001", files: lab.files) }

    /// A recording whose node is three slots ahead and has lost slots 2 to 5 and 7 when the collector's clock is in slot 3.
    private func create() throws -> (RecordingWriter, Monitor) {
        let writer = try lab.create()
        var monitor = try Monitor("n1", to: writer)
        try monitor.tick(first, first + 1)
        lab.setSlot(first + 3)
        try monitor.send(
            .gap(Gap(firstSequence: 3, lastSequence: 3, firstSlot: first + 2, lastSlot: first + 5, reason: "full")))
        try monitor.tick(first + 6, first + 8)
        try writer.commit()
        return (writer, monitor)
    }

    @Test(
        "R13: behind the last slot are no gaps but those between rows that are there, after a crash neither",
        arguments: [false, true])
    func clips(isKilled: Bool) throws {
        var (writer, monitor) = try create()
        try monitor.send(
            .gap(Gap(firstSequence: 5, lastSequence: 5, firstSlot: first + 9, lastSlot: first + 11, reason: "full")))
        try writer.commit()
        #expect(writer.progress().nodes.first?.gaps == 3 && writer.progress().nodes.first?.missed == 8)
        #expect(findings == [], "what waits is declared all the same")
        if isKilled {
            writer.close()
            writer = try lab.resume()
        }
        #expect(try lab.gaps() == [])
        try writer.stop()
        #expect(writer.isDrained)
        #expect(try writer.finish() == .complete)
        #expect(try lab.gaps() == ["n1 2..5 full", "n1 7..7 the monitor sent no sample"])
        #expect(try lab.rows("events.csv").filter { $0["kind"] == "gap" }.map { $0["seq"] } == ["3", "5"])
        #expect(writer.progress().nodes.first?.missed == 5)
        #expect(findings == [])
    }

    @Test("R18: a gap that waits is written as it is when the clock has come to its end, after a crash too, once")
    func writesWhatIsOver() throws {
        var (writer, _) = try create()
        writer.close()
        writer = try lab.resume()
        lab.setSlot(first + 5)
        try writer.commit()
        #expect(try lab.gaps() == ["n1 2..5 full"])
        writer.close()
        writer = try lab.resume()
        lab.setSlot(first + 8)
        try writer.commit()
        #expect(try writer.finish() == .complete)
        #expect(try lab.gaps() == ["n1 2..5 full", "n1 7..7 the monitor sent no sample"])
        #expect(findings == [])
    }

    @Test("R18: of a node that is ahead of the whole recording, what is missing between its rows is declared")
    func declaresWhatIsBetweenRows() throws {
        let writer = try lab.create()
        var monitor = try Monitor("n1", to: writer, isPresent: false)
        try monitor.tick(first + 40)
        try monitor.send(
            .gap(Gap(firstSequence: 2, lastSequence: 2, firstSlot: first + 41, lastSlot: first + 43, reason: "full")))
        try monitor.tick(first + 44)
        try monitor.send(
            .gap(Gap(firstSequence: 4, lastSequence: 4, firstSlot: first + 45, lastSlot: first + 45, reason: "full")))
        lab.setSlot(first + 5)
        #expect(try writer.finish() == .complete)
        #expect(try lab.gaps() == ["n1 41..43 full"])
    }

    @Test("R18: a gap that waits is written when the recorder's clock is set back, for it will not come to it again")
    func writesWhenTheClockIsSetBack() throws {
        let (writer, monitor) = try create()
        var last = monitor
        try last.send(
            .gap(Gap(firstSequence: 5, lastSequence: 5, firstSlot: first + 9, lastSlot: first + 9, reason: "full")))
        lab.setSlot(first + 1)
        try writer.clockWasSetBack()
        #expect(try writer.finish() == .incomplete)
        #expect(try lab.gaps().prefix(3) == ["n1 2..5 full", "n1 7..7 the monitor sent no sample", "n1 9..9 full"])
    }

    @Test("R16: gaps that wait are those of the last commit after a failure")
    func survivesFailures() throws {
        var (writer, monitor) = try create()
        try monitor.tick(first + 10)
        lab.setSlot(first + 9)
        lab.files.faults[lab.files.calls + 1] = .error(5)
        #expect(throws: RecordingError.self) { try writer.commit() }
        try writer.recover()
        #expect(writer.progress().nodes.first?.gaps == 2)
        monitor = try Monitor("n1", to: writer)
        monitor.sequence = 5
        try monitor.tick(first + 10)
        try writer.commit()
        #expect(
            try lab.gaps() == [
                "n1 2..5 full", "n1 7..7 the monitor sent no sample", "n1 9..9 the monitor sent no sample",
            ])
    }

    @Test("a node that has only a gap behind the last slot is not said to have rows there")
    func saysWhereRowsEnd() throws {
        let writer = try lab.create()
        var monitor = try Monitor("n1", to: writer)
        try monitor.tick(first, first + 1)
        lab.setSlot(first + 1)
        try monitor.send(
            .gap(Gap(firstSequence: 3, lastSequence: 3, firstSlot: first + 2, lastSlot: first + 5, reason: "full")))
        try writer.stop()
        #expect(try writer.finish() == .complete)
        #expect(try lab.rows("events.csv") == [])
    }

    @Test("R13: a gap behind which a node has no rows ends with the last slot")
    func endsWithTheLastSlot() throws {
        let writer = try lab.create()
        var monitor = try Monitor("n1", to: writer)
        try monitor.tick(first)
        try monitor.send(
            .gap(Gap(firstSequence: 2, lastSequence: 2, firstSlot: first + 1, lastSlot: first + 5, reason: "full")))
        lab.setSlot(first + 3)
        #expect(try writer.finish() == .complete)
        #expect(try lab.gaps() == ["n1 1..3 full"])
        #expect(findings == [])
    }

    @Test("R18: holes between the rows of a node that is ahead are declared, before the last slot and behind it")
    func declaresHoles() throws {
        for hole in [first + 2, first + 7] {
            let lab = Lab()
            let writer = try lab.create()
            var monitor = try Monitor("n1", to: writer)
            for slot in first...(first + 9) where slot != hole { try monitor.tick(slot) }
            lab.setSlot(first + 4)
            #expect(try writer.finish() == .complete)
            #expect(RecordingVerifier.verify("/data/run-001", files: lab.files) == [])
            #expect(try lab.gaps().count == 1)
        }
    }

    @Test("more gaps than may wait are written as they are, the oldest first")
    func isBounded() throws {
        let writer = try lab.create()
        var monitor = try Monitor("n1", to: writer)
        for index in 0...257 { try monitor.tick(first + 2 * UInt64(index)) }
        try writer.commit()
        #expect(try lab.gaps() == ["n1 1..1 the monitor sent no sample"])
        #expect(findings == [])
    }
}
