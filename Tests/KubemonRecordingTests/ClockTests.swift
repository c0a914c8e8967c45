import KubemonMetrics
import KubemonRecording
import Testing

@Suite("Clocks")
struct ClockTests {
    @Test("R9: a clock that is set back far doubles and drops nothing, and the order stays that of the samples")
    func setBack() throws {
        let lab = Lab()
        let writer = try lab.create()
        var monitor = try Monitor("n1", to: writer)
        for slot in lab.first...(lab.first + 4) { try monitor.tick(slot) }
        // Both clocks are set back by ten slots, to before the beginning.
        let event = Event(wall: 1, kind: .clockStep, text: "the clock was set by -10 s")
        try monitor.send(.event(event))
        for slot in (lab.first - 5)...(lab.first - 2) { try monitor.tick(slot) }
        lab.setSlot(lab.first - 1)
        try writer.stop()
        #expect(!writer.isDrained, "the sample of the last slot is still to come")
        #expect(writer.awaitedNodes == ["n1"])
        try monitor.tick(lab.first - 1)
        #expect(writer.isDrained)
        #expect(try writer.finish() == .complete)
        #expect(try lab.slots("n1") == [0, 1, 2, 3, 4, -5, -4, -3, -2, -1].map { $0 })
        #expect(RecordingVerifier.verify("/data/run-001", files: lab.files) == [])
        let sequences = try lab.rows("nodes.csv").compactMap { $0["seq"].flatMap { Int($0) } }
        #expect(sequences == sequences.sorted() && Set(sequences).count == sequences.count)
        #expect(try lab.gaps() == [])
    }

    @Test("R13: a node that has rows behind the last slot, which is known only at the end, is said to be ahead, once")
    func ahead() throws {
        let lab = Lab()
        let writer = try lab.create()
        var (ahead, other) = (try Monitor("n1", to: writer), try Monitor("n2", to: writer))
        for slot in lab.first...(lab.first + 2) {
            try ahead.tick(slot + 5)
            try other.tick(slot)
        }
        lab.setSlot(lab.first + 2)
        try writer.stop()
        #expect(writer.isDrained)
        #expect(try writer.finish() == .complete)
        let said = try lab.rows("events.csv").filter { $0["kind"] == "clock_ahead" }
        #expect(said.map { $0["node"] } == ["n1"])
        #expect(said.first?["text"]?.contains("up to \(Lab.text((lab.first + 7) * Sample.interval))") == true)
        #expect(RecordingVerifier.verify("/data/run-001", files: lab.files) == [])
    }

    @Test("R13: samples that come after the last slot are not recorded, and no node is said to be ahead for them")
    func afterTheEnd() throws {
        var lab = Lab()
        lab.options.duration = 3 * Sample.interval
        let writer = try lab.create()
        var monitor = try Monitor("n1", to: writer)
        for slot in lab.first...(lab.first + 4) { try monitor.tick(slot) }
        lab.setSlot(lab.first + 4)
        #expect(try writer.finish() == .complete)
        #expect(try lab.slots("n1") == [0, 1, 2])
        #expect(try lab.rows("events.csv").isEmpty)
    }

    @Test("R9: slots that a clock went back over are no hole; slots that it went forward over, undeclared, are one")
    func setBackOverSlots() throws {
        for goesForward in [false, true] {
            let lab = Lab()
            let writer = try lab.create()
            var monitor = try Monitor("n1", to: writer)
            for slot in lab.first...(lab.first + 2) { try monitor.tick(slot) }
            for slot in (lab.first - 9)...(lab.first - 7) { try monitor.tick(slot) }
            if goesForward { try monitor.tick(lab.first + 1) }
            lab.setSlot(goesForward ? lab.first + 1 : lab.first - 7)
            #expect(try writer.finish() == .complete)
            #expect(RecordingVerifier.verify("/data/run-001", files: lab.files) == [])
            guard goesForward else { continue }
            forgetGaps(lab)
            #expect(
                RecordingVerifier.verify("/data/run-001", files: lab.files) == [
                    .hole(
                        node: "n1", run: 1, first: Lab.text((lab.first - 6) * Sample.interval),
                        last: Lab.text((lab.first - 1) * Sample.interval))
                ])
        }
    }

    /// Leaves a recording as a writer would that loses silently.
    private func forgetGaps(_ lab: Lab) {
        let old = lab.text("events.csv")
        let new = old.replacing(",gap,", with: ",gop,")
        func hex(_ text: String) -> String { String(CRC32C(of: Array(text.utf8).span).value, radix: 16) }
        lab.files.edit("data/run-001/events.csv") { $0 = Array(new.utf8) }
        lab.files.edit("data/run-001/manifest.json") {
            $0 = Array(String(decoding: $0, as: UTF8.self).replacing(hex(old), with: hex(new)).utf8)
        }
    }

    @Test("R9: a clock that is set back, and a monitor that is away at the end, is a gap to the last slot")
    func setBackAndGone() throws {
        let lab = Lab()
        let writer = try lab.create()
        var monitor = try Monitor("n1", to: writer)
        for slot in lab.first...(lab.first + 4) { try monitor.tick(slot) }
        try monitor.tick(lab.first - 9)
        lab.setSlot(lab.first - 5)
        try writer.stop()
        #expect(try writer.finish() == .incomplete)
        #expect(try lab.gaps() == ["n1 -8..-5 no more samples came before the recording was closed"])
    }

    @Test("R9: a monitor that has sent nothing since the clock was set back is awaited, and then a gap")
    func setBackAndSilent() throws {
        for isSilent in [true, false] {
            let lab = Lab()
            let writer = try lab.create()
            var monitor = try Monitor("n1", to: writer)
            for slot in lab.first...(lab.first + 4) { try monitor.tick(slot) }
            try writer.clockWasSetBack()
            // Another machine's clock may not be set at all.
            if !isSilent { try monitor.tick(lab.first + 5) }
            lab.setSlot(lab.first + 2)
            try writer.stop()
            #expect(writer.isDrained == !isSilent)
            #expect(try writer.finish() == (isSilent ? .incomplete : .complete))
            #expect(try lab.gaps() == (isSilent ? ["n1 ?..? no sample came after the clock was set back"] : []))
            #expect(RecordingVerifier.verify("/data/run-001", files: lab.files) == [])
        }
    }

    @Test("R9: a clock that is set forward is a declared gap, and sample times are never rewritten")
    func setForward() throws {
        let lab = Lab()
        let writer = try lab.create()
        var monitor = try Monitor("n1", to: writer)
        try monitor.tick(lab.first, lab.first + 1)
        let event = Event(wall: 1, kind: .clockStep, text: "the clock was set by 28 s")
        try monitor.send(.event(event))
        try monitor.tick(lab.first + 30, lab.first + 32)
        lab.setSlot(lab.first + 32)
        try writer.stop()
        #expect(try writer.finish() == .complete)
        #expect(try lab.slots("n1") == [0, 1, 30, 32])
        #expect(
            try lab.gaps() == ["n1 2..29 the clock was set forward", "n1 31..31 the monitor sent no sample"],
            "only the slots before its next sample never were")
        let instants = try lab.rows("nodes.csv").compactMap { $0["time_ns"].flatMap { UInt64($0) } }
        #expect(instants == [0, 1, 30, 32].map { (lab.first + $0) * Sample.interval + 1_234_567 })
    }

    @Test("R18: a standing event from before the window stands in it once, and not when it is resent")
    func standingEvents() throws {
        let lab = Lab()
        let writer = try lab.create()
        let source = Sample.source("n1", 1)
        let standing = StreamItem(
            sequence: 2, content: .event(Event(wall: 5, kind: .unreadable, text: "/run/docker.sock can't be read")))
        func open(_ writer: RecordingWriter) throws {
            try writer.open(source, facts: Sample.facts("n1"), entities: Sample.machine, standing: [standing])
        }
        try open(writer)
        try writer.append(StreamItem(sequence: 7, content: .tick(Sample.tick(lab.first))), from: source)
        try writer.commit()
        try open(writer)
        try writer.append(StreamItem(sequence: 8, content: .tick(Sample.tick(lab.first + 1))), from: source)
        writer.close()
        let resumed = try lab.resume()
        try open(resumed)
        try resumed.append(StreamItem(sequence: 8, content: .tick(Sample.tick(lab.first + 1))), from: source)
        try resumed.commit()
        let rows = try lab.rows("events.csv").filter { $0["kind"] == "unreadable" }
        #expect(rows.count == 1 && rows.first?["seq"] == "2" && rows.first?["run"] == "1")
    }

    @Test("R18: what could not be read stands in it once, though a monitor says it again after a restart")
    func saidAgain() throws {
        let lab = Lab()
        let writer = try lab.create()
        let text = "/run/docker.sock, \"a, b\"\ncan't be read"
        func say(_ sequence: UInt64, _ wall: UInt64) -> StreamItem {
            StreamItem(sequence: sequence, content: .event(Event(wall: wall, kind: .unreadable, text: text)))
        }
        var monitor = try Monitor("n1", to: writer)
        try monitor.tick(lab.first)
        try writer.append(say(2, 5), from: monitor.source)
        try writer.commit()
        writer.close()
        let resumed = try lab.resume()
        monitor = try Monitor("n1", to: resumed)
        // The same, and another one of the same words.
        try resumed.append(say(3, 5), from: monitor.source)
        try resumed.append(say(4, 6), from: monitor.source)
        #expect(try resumed.commit().map(\.sequence) == [4])
        let rows = try lab.rows("events.csv").filter { $0["kind"] == "unreadable" }
        #expect(rows.map { $0["seq"] } == ["2", "4"])
        #expect(rows.map { $0["text"] } == [text, text])
    }

    @Test("R14: a table that is cut or replaced while it is written ends the recording; nothing is cut or grown")
    func damageWhileWriting() throws {
        for isCut in [true, false] {
            let lab = Lab()
            let writer = try lab.create()
            var monitor = try Monitor("n1", to: writer)
            try monitor.tick(lab.first)
            try writer.commit()
            let path = "data/run-001/nodes.csv"
            if isCut { lab.files.edit(path) { $0.removeLast(10) } } else { lab.files.replaceByCopy(path) }
            let before = lab.text("nodes.csv")
            try monitor.tick(lab.first + 1)
            let error = #expect(throws: RecordingError.self) { try writer.commit() }
            #expect(error == .damaged(isCut ? .shortTable("nodes.csv") : .otherFile("nodes.csv")))
            #expect(lab.text("nodes.csv") == before)
            #expect(throws: RecordingError.closed) { try writer.commit() }
            #expect(try RecordingCatalog(dataDirectory: "/data", files: lab.files).list().map(\.state) == [.damaged])
        }
    }
}
