import KubemonMetrics
import KubemonRecording
import Testing

@Suite("Commit and resume")
struct ResumeTests {
    let lab = Lab()

    @Test("R14: what was committed is acknowledged, and only that")
    func acknowledgesCommits() throws {
        let writer = try lab.create()
        var monitor = try Monitor("n1", to: writer)
        try monitor.tick(lab.first, lab.first + 1)
        #expect(writer.committedSources.isEmpty)
        #expect(writer.pendingBytes > 0)
        #expect(try writer.commit() == [CommittedSource(source: monitor.source, sequence: 2)])
        #expect(writer.pendingBytes == 0)
        try monitor.tick(lab.first + 2)
        #expect(writer.committedSources.map(\.sequence) == [2])
        #expect(try writer.commit().map(\.sequence) == [3])
    }

    @Test("R14: nothing new is no commit")
    func skipsEmptyCommits() throws {
        let writer = try lab.create()
        let calls = lab.files.calls
        try writer.commit()
        #expect(lab.files.calls == calls)
    }

    @Test("R4: what was taken before is not recorded again")
    func skipsRepeatedItems() throws {
        let writer = try lab.create()
        var monitor = try Monitor("n1", to: writer)
        try monitor.tick(lab.first, lab.first + 1)
        monitor.sequence = 0
        try monitor.tick(lab.first, lab.first + 1, lab.first + 2)
        try writer.commit()
        #expect(try lab.slots("n1") == [0, 1, 2])
    }

    @Test("R18: a jump of the sequence is a gap even if nobody declared it")
    func declaresJumps() throws {
        let writer = try lab.create()
        var monitor = try Monitor("n1", to: writer)
        try monitor.tick(lab.first)
        monitor.sequence = 5
        try monitor.tick(lab.first + 3)
        try writer.commit()
        #expect(try lab.gaps() == ["n1 ?..? items were lost between monitor and recorder"])
    }

    @Test("items of a source that was not announced are refused")
    func refusesUnknownSources() throws {
        let writer = try lab.create()
        #expect(throws: RecordingError.unknownSource) {
            try writer.append(
                StreamItem(sequence: 1, content: .tick(Sample.tick(lab.first))), from: Sample.source("n1"))
        }
    }

    /// A recording with one committed and one uncommitted tick, as its writer left it.
    private func interrupted() throws -> String {
        let writer = try lab.create()
        var monitor = try Monitor("n1", to: writer)
        try monitor.tick(lab.first)
        try writer.commit()
        let committed = lab.text("nodes.csv")
        try monitor.tick(lab.first + 1)
        writer.close()
        lab.files.edit("data/run-001/nodes.csv") { $0 += Array("2026-11-23T08:00:0".utf8) }
        return committed
    }

    @Test("R15: tables are cut to the commit, and the source is known again")
    func cutsToTheCommit() throws {
        let committed = try interrupted()
        let writer = try lab.resume()
        #expect(lab.text("nodes.csv") == committed)
        #expect(writer.committedSources == [CommittedSource(source: Sample.source("n1"), sequence: 1)])
        #expect(writer.progress().summary.ticks == 1)
        #expect(writer.options == lab.options)
    }

    @Test("R14: a torn newest commit leaves the one before")
    func fallsBack() throws {
        _ = try interrupted()
        let commits = ["data/run-001/.commit-0", "data/run-001/.commit-1"]
        // Commit 2 stands in file 0.
        lab.files.edit(commits[0]) { $0[40] ^= 1 }
        let writer = try lab.resume()
        #expect(writer.committedSources.isEmpty)
        #expect(try lab.rows("nodes.csv").isEmpty)
    }

    @Test(
        "R14: a damaged recording is not touched",
        arguments: [
            ("no commit", .noCommit), ("no manifest", .manifest), ("short", .shortTable("nodes.csv")),
            ("copied", .otherFile("nodes.csv")), ("header", .malformedTable("nodes.csv")),
        ] as [(String, RecordingError.Damage)])
    func refusesDamage(what: String, damage: RecordingError.Damage) throws {
        _ = try interrupted()
        switch what {
        case "no commit":
            for name in [".commit-0", ".commit-1"] { lab.files.edit("data/run-001/\(name)") { $0[9] ^= 0xFF } }
        case "no manifest": lab.files.edit("data/run-001/manifest.json") { $0 = [] }
        case "short": lab.files.edit("data/run-001/nodes.csv") { $0.removeLast(200) }
        case "copied": lab.files.replaceByCopy("data/run-001/nodes.csv")
        default: lab.files.edit("data/run-001/nodes.csv") { $0[0] = 0x22 }
        }
        let before = CrashTests.read(lab.files, "run-001")
        let calls = lab.files.calls
        #expect(throws: RecordingError.damaged(damage)) { try lab.resume() }
        #expect(CrashTests.read(lab.files, "run-001") == before)
        #expect(lab.files.calls == calls)
        let state = try RecordingCatalog(dataDirectory: "/data", files: lab.files).list().map(\.state)
        if what != "header" { #expect(state == [.damaged]) }
    }

    @Test("a recording of a newer format is refused with its number")
    func refusesNewerFormats() throws {
        _ = try interrupted()
        lab.files.edit("data/run-001/manifest.json") { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(text.contains("\"format\" : 1"))
            let parts = text.split(separator: "\"format\" : 1", omittingEmptySubsequences: false)
            bytes = Array(parts.joined(separator: "\"format\" : 7").utf8)
        }
        #expect(throws: RecordingError.newerFormat(7)) { try lab.resume() }
    }

    @Test("R17: what was stopped is not resumed, what was closed is")
    func resumesOnlyTheUnfinished() throws {
        let writer = try lab.create()
        try writer.finish()
        #expect(throws: RecordingError.closed) { try writer.commit() }
        #expect(throws: RecordingError.finished) { try lab.resume() }
        #expect(throws: RecordingError.missing) { try lab.resume("run-404") }
    }

    @Test("R17: a stop outlives the collector")
    func resumesClosing() throws {
        let writer = try lab.create()
        var monitor = try Monitor("n1", to: writer)
        try monitor.tick(lab.first)
        lab.setSlot(lab.first + 1)
        try writer.stop()
        writer.close()
        lab.setSlot(lab.first + 9)
        let resumed = try lab.resume()
        #expect(!resumed.isDrained)
        var again = try Monitor("n1", to: resumed)
        again.sequence = 1
        try again.tick(lab.first + 1)
        #expect(try resumed.finish() == .complete)
        #expect(try lab.slots("n1") == [0, 1])
    }

    @Test("R15: one whose lock is taken is neither resumed nor cut")
    func respectsTheLock() throws {
        let writer = try lab.create()
        #expect(throws: RecordingError.locked) { try lab.resume() }
        writer.close()
        _ = try lab.resume()
    }

    @Test("R12: a resumed recording keeps its columns; a column it lacks is dropped and said once")
    func keepsColumns() throws {
        _ = try interrupted()
        var lab = lab
        // The newer version has a column more in front, and one less at the end.
        let old = Sample.schemas[4].metrics
        lab.schemas[4] = Schema(
            kind: .monitor, metrics: [.gauge("resident", .bytes, "Resident memory."), old[0]])
        for _ in 0..<2 {
            let writer = try lab.resume()
            var monitor = try Monitor("n1", to: writer)
            monitor.sequence = writer.committedSources[0].sequence
            try monitor.tick(lab.first + monitor.sequence, schemas: lab.schemas)
            try writer.commit()
            writer.close()
        }
        let rows = try lab.rows("monitors.csv")
        #expect(rows.count == 3)
        #expect(rows.dropFirst().allSatisfy { $0["overruns"] == "" && $0["resident_bytes"] == nil })
        let tick = Sample.tick(lab.first + 2, schemas: lab.schemas)
        #expect(rows[2]["clock_offset_nsec"] == tick[.monitor][0, 1].map { String(Int64(bitPattern: $0)) })
        let said = try lab.rows("events.csv").filter { $0["kind"] == "unknown_column" }
        #expect(said.count == 1)
        #expect(said.first?["text"]?.hasPrefix("monitors resident_bytes is not recorded") == true)
    }

    @Test("R16: after a failure nothing is taken until recovered, and the failure is said")
    func refusesWhileInterrupted() throws {
        let writer = try lab.create()
        var monitor = try Monitor("n1", to: writer)
        try monitor.tick(lab.first)
        try writer.commit()
        try monitor.tick(lab.first + 1)
        lab.files.capacity = lab.files.root.size
        #expect(throws: RecordingError.interrupted(FileFailure(.write, code: 28))) { try writer.commit() }
        #expect(writer.progress().failure.contains("disk is full"))
        #expect(writer.space.map(writer.options.keepFree.isBelow) == true)
        #expect(throws: RecordingError.self) { try monitor.tick(lab.first + 2) }
        // The commit files were filled in advance, so a full disk can be recovered from; it fails again at once.
        #expect(try writer.recover().map(\.sequence) == [1])
        lab.files.capacity = .max
        #expect(throws: RecordingError.unknownSource) { try monitor.tick(lab.first + 2) }
        var again = try Monitor("n1", to: writer)
        again.sequence = 1
        try again.tick(lab.first + 1, lab.first + 2)
        #expect(try writer.commit().map(\.sequence) == [3])
        #expect(try lab.slots("n1") == [0, 1, 2])
    }

    @Test(
        "R16: free space is low below the limit",
        arguments: [
            (1 << 40, 1 << 30, false), (1 << 40, (1 << 30) - 1, true), (1000, 50, false), (1000, 49, true),
        ] as [(UInt64, UInt64, Bool)])
    func comparesFreeSpace(total: UInt64, available: UInt64, isLow: Bool) {
        #expect(KeepFree.standard.isBelow(FreeSpace(available: available, total: total)) == isLow)
        #expect(KeepFree(bytes: 50).isBelow(FreeSpace(available: available, total: total)) == (available < 50))
    }

    @Test("R15: the path of the active recording is kept, changed and forgotten")
    func remembersTheActive() throws {
        let files = lab.files
        try files.makeDirectory("state", in: try files.open(path: "/"))
        let active = ActiveRecording(stateDirectory: "/state", files: files)
        #expect(try active.path() == nil)
        try active.set("/data/run-001")
        try active.set("/data/run-002")
        #expect(try active.path() == "/data/run-002")
        try active.clear()
        #expect(try active.path() == nil)
    }
}
