import KubemonMetrics
import KubemonRecording
import Testing

/// Runs that were announced and of which nothing has come yet: they may hold samples of the window.
@Suite("Announced runs")
struct AnnouncedTests {
    let lab = Lab()
    var first: UInt64 { lab.first }

    /// A recording with node n1, and what came late.
    private func create() throws -> RecordingWriter {
        let writer = try lab.create()
        var monitor = try Monitor("n1", to: writer)
        try monitor.tick(first, first + 1, first + 2, first + 3)
        return writer
    }

    private func announce(_ epoch: UInt64, to writer: RecordingWriter) throws -> Monitor {
        try Monitor("n2", epoch: epoch, to: writer, isPresent: false)
    }

    @Test("R18: a run of which nothing came is awaited at the end, after a crash too", arguments: [false, true])
    func awaitsAnnouncedRuns(isKilled: Bool) throws {
        var writer = try create()
        var monitor = try announce(7, to: writer)
        try writer.commit()
        if isKilled {
            writer.close()
            writer = try lab.resume()
            monitor = try announce(7, to: writer)
        }
        try writer.stop(at: first + 3)
        #expect(!writer.isDrained && writer.awaitedNodes == ["n2"])
        try monitor.tick(first + 2, first + 3)
        #expect(writer.isDrained)
        #expect(try writer.finish() == .complete)
        #expect(try lab.slots("n2") == [2, 3])
        #expect(try lab.gaps() == [])
    }

    @Test(
        "R17: a run that began in the last slot has nothing to come; one that began before it has",
        arguments: [2, 3])
    func knowsWhereRunsBegin(slot: UInt64) throws {
        let writer = try create()
        var monitor = try announce(7, to: writer)
        var extra = Sample.tick(first + slot)
        extra.slot = 0
        try monitor.send(.tick(extra))
        try writer.stop(at: first + 3)
        #expect(writer.isDrained == (slot == 3))
        #expect(try writer.finish() == (slot == 3 ? .complete : .incomplete))
        let gap = "n2 3..3 no more samples came before the recording was closed"
        #expect(try lab.gaps() == (slot == 3 ? [] : [gap]))
    }

    @Test(
        "R18: what a run had that could not be taken and did not come again is a gap, after a crash too",
        arguments: [0, 7, 8] as [UInt64], [false, true])
    func declaresMissedSamples(next: UInt64, isExpected: Bool) throws {
        var lab = lab
        if isExpected { lab.options.expectedNodes = ["n2"] }
        var writer = try lab.create()
        try writer.open(
            Sample.source("n2", 7), facts: Sample.facts("n2"), entities: [], missedSince: first + 1)
        try writer.commit()
        writer.close()
        lab.setSlot(first + 3)
        writer = try lab.resume()
        if next > 0 {
            // The run itself, which has them still, or the one after it.
            var monitor = try announce(next, to: writer)
            if next == 7 { try monitor.tick(first + 1, first + 2) }
            try monitor.tick(first + 3)
        }
        let before = isExpected ? 0 : 1
        #expect(try writer.finish() == (next > 0 ? .complete : .incomplete))
        let gap =
            switch next {
            case 0: "n2 \(before)..3 no more samples came before the recording was closed"
            case 7: isExpected ? "n2 0..0 the monitor sent no sample" : ""
            default: "n2 \(before)..2 the monitor sent no sample"
            }
        #expect(try lab.gaps() == (gap.isEmpty ? [] : [gap]))
        #expect(RecordingVerifier.verify("/data/run-001", files: lab.files) == [])
    }

    @Test("R18: a run of which nothing comes to the end is a gap in slots that nobody knows")
    func declaresSilentRuns() throws {
        let writer = try create()
        _ = try announce(7, to: writer)
        try writer.stop(at: first + 4)
        #expect(writer.awaitedSamples == "the last samples of n1 and all samples of n2")
        #expect(try writer.finish() == .incomplete)
        #expect(writer.shortfall == "the last samples of n1 and all samples of n2 are missing")
        let reason = "no more samples came before the recording was closed"
        #expect(try lab.gaps() == ["n1 4..4 \(reason)", "n2 ?..? \(reason)"])
        #expect(RecordingVerifier.verify("/data/run-001", files: lab.files) == [])
    }

    @Test("R13: an expected node that was announced and sent nothing is missed once, in all slots")
    func declaresExpectedNodesOnce() throws {
        var lab = Lab()
        lab.options.expectedNodes = ["n2"]
        let writer = try lab.create()
        _ = try announce(7, to: writer)
        try writer.stop(at: first + 3)
        #expect(try writer.finish() == .incomplete)
        #expect(try lab.gaps() == ["n2 0..3 the node was expected and never came"])
    }

    @Test("R13: a run whose first sample lies behind the window has none in it, nor have those before it")
    func releasesLateRuns() throws {
        let writer = try create()
        _ = try announce(7, to: writer)
        var monitor = try announce(8, to: writer)
        try writer.stop(at: first + 3)
        #expect(!writer.isDrained)
        try monitor.tick(first + 4)
        #expect(writer.isDrained)
        #expect(try writer.finish() == .complete)
        #expect(try lab.gaps() == [])
    }
}
