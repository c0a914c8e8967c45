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

    @Test("R13: no gap reaches behind the last slot, after a crash neither", arguments: [false, true])
    func clips(isKilled: Bool) throws {
        var (writer, _) = try create()
        #expect(writer.progress().nodes.first?.gaps == 2 && writer.progress().nodes.first?.missed == 5)
        #expect(findings == [], "what waits is declared all the same")
        if isKilled {
            writer.close()
            writer = try lab.resume()
        }
        #expect(try lab.gaps() == [])
        try writer.stop()
        #expect(writer.isDrained)
        #expect(try writer.finish() == .complete)
        #expect(try lab.gaps() == ["n1 2..3 full"])
        #expect(try lab.rows("events.csv").filter { $0["kind"] == "gap" }.map { $0["seq"] } == ["3"])
        #expect(writer.progress().nodes.first?.missed == 2)
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

    @Test("holes behind the last slot are none of the recording; those before it are found")
    func findsHolesInTheWindow() throws {
        for hole in [first + 2, first + 7] {
            let lab = Lab()
            let writer = try lab.create()
            var monitor = try Monitor("n1", to: writer)
            for slot in first...(first + 9) where slot != hole { try monitor.tick(slot) }
            lab.setSlot(first + 4)
            #expect(try writer.finish() == .complete)
            #expect(RecordingVerifier.verify("/data/run-001", files: lab.files) == [])
            #expect(try lab.gaps().count == (hole == first + 2 ? 1 : 0))
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
