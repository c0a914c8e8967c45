import KubemonMetrics
import KubemonRecording
import Testing

/// R16, R18: what the recorder knows of runs whose samples were cut off with a failed write.
@Suite("Runs after a failed write")
struct FailedRunsTests {
    let lab = Lab()
    var first: UInt64 { lab.first }

    private var findings: [VerifyFinding] { RecordingVerifier.verify("/data/run-001", files: lab.files) }

    /// A commit that fails, and the disk that works again.
    private func fail(_ writer: RecordingWriter) throws {
        lab.files.faults[lab.files.calls + 1] = .error(5)
        #expect(throws: RecordingError.self) {
            try writer.mark("fails")
            try writer.commit()
        }
        try writer.recover()
    }

    @Test("R8: a node of a longer interval that does not come back after a failure keeps its slots")
    func keepsStrides() throws {
        let writer = try lab.create()
        try writer.open(
            Sample.source("n1"), facts: Sample.facts("n1"), stride: 3, entities: Sample.machine, isPresent: true)
        for (sequence, slot) in zip(1..., [first + 2, first + 5]) {
            try writer.append(
                StreamItem(sequence: UInt64(sequence), content: .tick(Sample.tick(slot))), from: Sample.source("n1"))
        }
        try writer.commit()
        try fail(writer)
        lab.setSlot(first + 12)
        #expect(try writer.finish() == .incomplete)
        #expect(try lab.gaps() == ["n1 8..11 no more samples came before the recording was closed"])
        #expect(try lab.rows("events.csv").last?["gap_slots"] == "2")
        #expect(findings == [])
    }

    @Test(
        "R18: a run whose first samples were cut off is awaited; if it does not come again they are a gap",
        arguments: [0, 7, 8] as [UInt64])
    func knowsRunsThatWereCutOff(next: UInt64) throws {
        let writer = try lab.create()
        try writer.commit()
        var monitor = try Monitor("n2", epoch: 7, to: writer, isPresent: false)
        try monitor.tick(first + 1, first + 2)
        try fail(writer)
        lab.setSlot(first + 4)
        if next > 0 {
            monitor = try Monitor("n2", epoch: next, to: writer, isPresent: false)
            if next == 7 { try monitor.tick(first + 1, first + 2, first + 3) }
            try monitor.tick(first + 4)
        }
        #expect(try writer.finish() == (next > 0 ? .complete : .incomplete))
        let gaps: [UInt64: [String]] = [
            0: ["n2 1..4 no more samples came before the recording was closed"],
            8: ["n2 1..3 the monitor sent no sample"],
        ]
        #expect(try lab.gaps() == gaps[next] ?? [])
        #expect(findings == [])
    }

    @Test("R18: a disk that works for a moment only does not make it forget who was missed")
    func remembersMissedRuns() throws {
        let writer = try lab.create()
        try writer.open(
            Sample.source("n2", 7), facts: Sample.facts("n2"), entities: [], missedSince: first + 1)
        try fail(writer)
        lab.setSlot(first + 3)
        #expect(try writer.finish() == .incomplete)
        #expect(try lab.gaps() == ["n2 1..3 no more samples came before the recording was closed"])
        #expect(findings == [])
    }

    @Test("R18: what no run of a node has sent to the end is declared lost once", arguments: [false, true])
    func declaresOnce(hasRows: Bool) throws {
        let writer = try lab.create()
        if hasRows {
            var monitor = try Monitor("n2", epoch: 6, to: writer, isPresent: false)
            try monitor.tick(first)
        }
        for run in 1...3 as ClosedRange<UInt64> {
            try writer.open(
                Sample.source("n2", 6 + run), facts: Sample.facts("n2"), entities: [], missedSince: first + run)
        }
        lab.setSlot(first + 5)
        #expect(try writer.finish() == .incomplete)
        #expect(try lab.gaps() == ["n2 1..5 no more samples came before the recording was closed"])
        #expect(writer.shortfall.hasSuffix("samples of n2 are missing"))
        #expect(findings == [])
    }
}
