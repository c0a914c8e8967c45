import KubemonMetrics
import KubemonRecording
import Testing

@Suite("The window")
struct WindowTests {
    var lab = Lab()
    var first: UInt64 { lab.first }

    @Test("R13: the window is the slot after the start to the slot of the stop")
    func recordsTheWindow() throws {
        let writer = try lab.create()
        var monitor = try Monitor("n1", to: writer)
        try monitor.tick(first - 1, first, first + 1, first + 2)
        lab.setSlot(first + 3)
        try writer.stop()
        #expect(!writer.isDrained)
        try monitor.tick(first + 3)
        #expect(writer.isDrained)
        try monitor.tick(first + 4)
        #expect(try writer.finish() == .complete)
        #expect(try lab.slots("n1") == [0, 1, 2, 3])
        #expect(try lab.gaps() == [])
    }

    @Test("R18: what a node lost before its first row is declared, though nobody knows which slots it was")
    func declaresLossBeforeTheFirstRow() throws {
        let writer = try lab.create()
        lab.setSlot(first + 2)
        var monitor = try Monitor("n1", to: writer, isPresent: false)
        let lost = Gap(firstSequence: 1, lastSequence: 1, firstSlot: 0, lastSlot: 0, reason: "the spool was damaged")
        try monitor.send(.gap(lost))
        try monitor.tick(first + 3)
        try writer.commit()
        #expect(try lab.rows("events.csv").filter { $0["kind"] == "gap" }.map { $0["gap_slots"] } == [""])
        #expect(try lab.rows("nodes.csv").count == 1)
    }

    @Test(
        "R18: a node that was connected at the start is missed from the first slot on, though all is killed before its first row",
        arguments: [true, false])
    func declaresLossSinceTheStart(comesBack: Bool) throws {
        let writer = try lab.create()
        _ = try Monitor("n1", epoch: 7, to: writer)
        try writer.commit()
        writer.close()
        lab.setSlot(first + 3)
        let resumed = try lab.resume()
        if comesBack {
            var monitor = try Monitor("n1", epoch: 8, to: resumed, isPresent: false)
            try monitor.tick(first + 2, first + 3)
        }
        #expect(try resumed.finish() == (comesBack ? .complete : .incomplete))
        #expect(
            try lab.gaps() == [
                comesBack
                    ? "n1 0..1 the monitor sent no sample"
                    : "n1 0..3 no more samples came before the recording was closed"
            ])
    }

    @Test(
        "R18: a gap that claims slots up to the end of all numbers is declared as far as slots are possible",
        arguments: [1, 2, 7] as [UInt64], [.max, .max - 1, 1 << 63] as [UInt64])
    func survivesEndlessGaps(stride: UInt64, last: UInt64) throws {
        let writer = try lab.create()
        let source = Sample.source("n1", 1)
        try writer.open(
            source, facts: Sample.facts("n1"), stride: stride, entities: Sample.machine, isPresent: true)
        try writer.append(StreamItem(sequence: 1, content: .tick(Sample.tick(first))), from: source)
        let gap = Gap(firstSequence: 2, lastSequence: 2, firstSlot: first + 1, lastSlot: last, reason: "lost")
        try writer.append(StreamItem(sequence: 2, content: .gap(gap)), from: source)
        lab.setSlot(first + 20)
        try writer.stop()
        #expect(try writer.finish() == .complete)
        #expect(try lab.rows("events.csv").filter { $0["kind"] == "gap" }.count == 1)
    }

    @Test("R13: ticks outside the window are acknowledged all the same")
    func acknowledgesOutside() throws {
        let writer = try lab.create()
        var monitor = try Monitor("n1", to: writer)
        try monitor.tick(first - 3, first - 2)
        #expect(try writer.commit().map(\.sequence) == [2])
        lab.setSlot(first)
        try writer.stop()
        try monitor.tick(first, first + 1, first + 2)
        #expect(try writer.commit().map(\.sequence) == [5])
    }

    @Test("R8: ticks off the grid are not recorded")
    func skipsOffGridTicks() throws {
        let writer = try lab.create()
        var monitor = try Monitor("n1", to: writer)
        try monitor.tick(0, first, 0, first + 1)
        try writer.commit()
        #expect(try lab.slots("n1") == [0, 1])
        #expect(try lab.gaps() == [])
    }

    @Test(
        "R8: a tick that was sampled on another grid is not recorded, whatever its slot's number",
        arguments: [2, 1_000_000])
    func skipsTicksOfAnotherGrid(distance: UInt64) throws {
        let writer = try lab.create()
        var monitor = try Monitor("n1", to: writer)
        try monitor.tick(first)
        var tick = Sample.tick(first + 1, Sample.machine, schemas: Sample.schemas)
        tick.slot += distance
        try monitor.send(.tick(tick))
        try monitor.tick(first + 1)
        try writer.commit()
        #expect(try lab.slots("n1") == [0, 1])
        #expect(try lab.gaps() == [])
    }

    @Test("R13: a recording that is stopped with a slot ends there, even if it is stopped again later")
    func keepsTheSlotOfTheStop() throws {
        let writer = try lab.create()
        var monitor = try Monitor("n1", to: writer)
        try monitor.tick(first, first + 1)
        try writer.stop(at: first + 1)
        lab.setSlot(first + 9)
        #expect(try writer.finish() == .complete)
        #expect(try lab.gaps() == [])
    }

    @Test("R13: a node that joins late is a gap only if it is expected", arguments: [true, false])
    mutating func declaresLateNodes(isExpected: Bool) throws {
        if isExpected { lab.options.expectedNodes = ["n1"] }
        let writer = try lab.create()
        lab.setSlot(first + 2)
        var monitor = try Monitor("n1", to: writer, isPresent: false)
        try monitor.tick(first + 2)
        try writer.commit()
        #expect(try lab.gaps() == (isExpected ? ["n1 0..1 the node joined late"] : []))
    }

    @Test("R13: an expected node that never comes makes the recording incomplete")
    mutating func declaresAbsentNodes() throws {
        lab.options.expectedNodes = ["n1", "n2"]
        let writer = try lab.create()
        var monitor = try Monitor("n1", to: writer)
        lab.setSlot(first)
        try monitor.tick(first)
        #expect(try writer.finish() == .incomplete)
        #expect(try lab.gaps() == ["n2 0..0 the node was expected and never came"])
        #expect(lab.text("manifest.json").contains("\"state\" : \"incomplete\""))
    }

    @Test("R13: fewer nodes than expected make the recording incomplete", arguments: [1, 2])
    mutating func countsNodes(expected: Int) throws {
        lab.options.expectedCount = expected
        let writer = try lab.create()
        var monitor = try Monitor("n1", to: writer)
        lab.setSlot(first)
        try monitor.tick(first)
        #expect(try writer.finish() == (expected == 1 ? .complete : .incomplete))
    }

    @Test("R17: what does not come before the end is declared and the recording is incomplete")
    func declaresTheMissingEnd() throws {
        let writer = try lab.create()
        var monitor = try Monitor("n1", to: writer)
        try monitor.tick(first)
        lab.setSlot(first + 2)
        #expect(try writer.finish() == .incomplete)
        #expect(try lab.gaps() == ["n1 1..2 no more samples came before the recording was closed"])
    }

    @Test("R18: a node that was there and sent nothing at all is declared")
    func declaresSilentNodes() throws {
        let writer = try lab.create()
        _ = try Monitor("n1", to: writer)
        lab.setSlot(first + 1)
        #expect(try writer.finish() == .incomplete)
        #expect(try lab.gaps() == ["n1 0..1 no more samples came before the recording was closed"])
    }

    @Test("R18: slots without a tick are a gap")
    func declaresHoles() throws {
        let writer = try lab.create()
        var monitor = try Monitor("n1", to: writer)
        try monitor.tick(first - 1, first + 1, first + 5)
        lab.setSlot(first + 5)
        try writer.commit()
        #expect(try lab.gaps() == ["n1 0..0 the monitor sent no sample", "n1 2..4 the monitor sent no sample"])
        #expect(writer.progress().nodes.first?.missed == 4)
    }

    @Test("R18: between two runs of a monitor there is a gap, and run counts them (R11)")
    func declaresRestarts() throws {
        let writer = try lab.create()
        var old = try Monitor("n1", epoch: 7, to: writer)
        try old.tick(first, first + 1)
        var new = try Monitor("n1", epoch: 8, to: writer)
        try new.tick(first + 4)
        lab.setSlot(first + 4)
        #expect(try writer.finish() == .complete)
        #expect(try lab.gaps() == ["n1 2..3 the monitor was started anew"])
        #expect(try lab.rows("nodes.csv").map { $0["run"] } == ["1", "1", "2"])
    }

    @Test(
        "R18: a monitor that comes back after the window leaves its end missing",
        arguments: [
            (1, ["n1 1..2 the monitor was started anew"], .incomplete), (3, [], .complete),
        ] as [(UInt64, [String], RecordingSummary.State)])
    func declaresRestartsAfterTheEnd(ticks: UInt64, gaps: [String], state: RecordingSummary.State) throws {
        let writer = try lab.create()
        var old = try Monitor("n1", epoch: 7, to: writer)
        for slot in 0..<ticks { try old.tick(first + slot) }
        lab.setSlot(first + 2)
        try writer.stop()
        lab.setSlot(first + 3)
        var new = try Monitor("n1", epoch: 8, to: writer)
        try new.tick(first + 4)
        #expect(writer.isDrained)
        #expect(try writer.finish() == state)
        #expect(try lab.gaps() == gaps)
    }

    @Test("R10: monitors of one node that sample different kinds stand side by side")
    func keepsMonitorsOfOneNode() throws {
        let writer = try lab.create()
        var system = try Monitor("n1", epoch: 7, to: writer, kinds: [.node, .disk, .interface])
        try system.tick(first)
        lab.setSlot(first + 3)
        var containers = try Monitor(
            "n1", epoch: 8, to: writer, entities: [Sample.container(7)], kinds: [.container], isPresent: false)
        try containers.tick(first + 3, entities: [Sample.container(7)])
        try system.tick(first + 1, first + 2, first + 3)
        lab.setSlot(first + 3)
        #expect(try writer.finish() == .complete)
        #expect(try lab.gaps() == [])
    }

    @Test("R9: after a step of the clock backwards rows go on in the order of their sequence")
    func survivesClockSteps() throws {
        let writer = try lab.create()
        var monitor = try Monitor("n1", to: writer)
        try monitor.tick(first + 5, first + 6, first + 2, first + 3)
        try writer.commit()
        #expect(try lab.slots("n1") == [5, 6, 2, 3])
    }

    @Test(
        "slots that no calendar has are no slots, and harm nothing",
        arguments: [.max, .max - 1, .max / 1000] as [UInt64])
    func survivesImpossibleSlots(slot: UInt64) throws {
        let writer = try lab.create()
        var monitor = try Monitor("n1", to: writer)
        var impossible = Sample.tick(first)
        impossible.slot = slot
        try monitor.send(.tick(impossible))
        try monitor.send(
            .gap(Gap(firstSequence: 2, lastSequence: 2, firstSlot: slot, lastSlot: .max, reason: "nonsense")))
        try monitor.tick(first)
        try monitor.send(.tick(impossible))
        try monitor.tick(first + 1)
        try monitor.send(.gap(Gap(firstSequence: 6, lastSequence: 6, firstSlot: 1, lastSlot: .max, reason: "all")))
        lab.setSlot(first + 1)
        #expect(try writer.finish() == .complete)
        #expect(try lab.slots("n1") == [0, 1])
        // It says itself that slots are lost that it has sent.
        #expect(
            RecordingVerifier.verify("/data/run-001", files: lab.files) == [
                .declaredLost(
                    node: "n1", run: 1, first: Lab.text(first * Sample.interval),
                    last: Lab.text((first + 1) * Sample.interval))
            ])
    }

    @Test("R19: --for ends the window by itself")
    mutating func endsAfterDuration() throws {
        lab.options.duration = 3 * Sample.interval
        let writer = try lab.create()
        var monitor = try Monitor("n1", to: writer)
        #expect(!writer.isDue)
        try monitor.tick(first, first + 1, first + 2, first + 3)
        lab.setSlot(first + 3)
        #expect(writer.isDue)
        #expect(try writer.finish() == .complete)
        #expect(try lab.slots("n1") == [0, 1, 2])
    }

    @Test("R19: kinds that were not asked for have a table without rows; monitors are always recorded")
    mutating func filtersKinds() throws {
        lab.options.kinds = [.disk]
        let writer = try lab.create()
        var monitor = try Monitor("n1", to: writer)
        try monitor.tick(first)
        try writer.commit()
        let counts = try ["nodes.csv", "disks.csv", "interfaces.csv", "monitors.csv"].map { try lab.rows($0).count }
        #expect(counts == [0, 1, 0, 1])
        #expect(try lab.rows("entities.csv").map { $0["table"] } == ["disks", "monitors"])
    }

    @Test("a recording that is stopped in the slot of its start is complete and empty")
    func stopsAtOnce() throws {
        let writer = try lab.create()
        _ = try Monitor("n1", to: writer)
        #expect(try writer.finish() == .complete)
        #expect(try lab.rows("nodes.csv").isEmpty)
    }
}
