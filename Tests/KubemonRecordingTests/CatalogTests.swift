import KubemonMetrics
import KubemonRecording
import Testing

@Suite("Listing and verifying")
struct CatalogTests {
    let lab = Lab()

    private func list() throws -> [RecordingSummary] {
        try RecordingCatalog(dataDirectory: "/data", files: lab.files).list()
    }

    @Test("recordings are listed newest first, the running one included, without locking")
    func lists() throws {
        #expect(try list().isEmpty)
        let old = try lab.create("zzz")
        try old.finish()
        lab.setSlot(lab.first)
        let running = try lab.create("aaa")
        var monitor = try Monitor("n1", to: running)
        try monitor.tick(lab.first + 1, lab.first + 3)
        try running.note("a note")
        try running.commit()
        let found = try list()
        #expect(found.map(\.name) == ["aaa", "zzz"])
        #expect(found.map(\.state) == [.recording, .complete])
        let summary = running.progress().summary
        #expect(found[0] == summary)
        #expect(summary.ticks == 2 && summary.gaps == 1 && summary.nodes == ["n1"] && summary.note == "a note")
        #expect(summary.end == (lab.first + 4) * Sample.interval)
        try running.stop()
        #expect(try list().map(\.state) == [.closing, .complete])
    }

    @Test("directories that are no recording are left out, half-made recordings are damaged")
    func listsOnlyRecordings() throws {
        _ = try lab.create("good").finish()
        let data = try lab.files.open(path: "/data")
        try lab.files.makeDirectory("empty", in: data)
        lab.files.diesAt = lab.files.calls + 8
        _ = try? lab.create("half")
        lab.files.revive(.nothing)
        #expect(try list().map { "\($0.name) \($0.state)" }.sorted() == ["good complete", "half damaged"])
    }

    @Test("a start that fails leaves an empty directory, which can be used again")
    func cleansUpFailedStarts() throws {
        for call in 1...30 {
            let lab = Lab()
            lab.files.faults = [call: .error(28)]
            guard (try? lab.create()) == nil else { continue }
            lab.files.faults = [:]
            #expect(DataDirectory(path: "/data", files: lab.files).check("run-001", allowPath: false).isUsable)
            _ = try lab.create()
        }
    }

    @Test("a finished recording whose table lost bytes is damaged, and verify says which")
    func findsLoss() throws {
        let scenario = Scenario.standard()
        let writer = try lab.create()
        try scenario.play(on: writer, time: lab.time, isMarked: false)
        #expect(RecordingVerifier.verify("/data/run-001", files: lab.files) == [])
        lab.files.edit("data/run-001/disks.csv") { $0.removeLast() }
        #expect(try list().map(\.state) == [.damaged])
        let found = RecordingVerifier.verify("/data/run-001", files: lab.files)
        guard case .length(table: "disks.csv", _, _) = found.first, found.count == 1 else {
            Issue.record("\(found)")
            return
        }
    }

    @Test("verify finds a changed byte")
    func findsChanges() throws {
        let writer = try lab.create()
        try Scenario.standard().play(on: writer, time: lab.time, isMarked: false)
        lab.files.edit("data/run-001/nodes.csv") { $0[$0.count - 3] ^= 1 }
        #expect(RecordingVerifier.verify("/data/run-001", files: lab.files) == [.checksum(table: "nodes.csv")])
    }

    @Test(
        "verify finds wrong rows even if the checksums are right",
        arguments: [
            (
                "2026-11-23T08:00:01.000Z,1,,1,1,n1\n",
                VerifyFinding.fieldCount(table: "nodes.csv", line: 3, found: 6, expected: 20)
            ),
            ("x", .malformed(table: "nodes.csv", line: 3)),
        ])
    func findsWrongRows(line: String, expected: VerifyFinding) throws {
        let writer = try lab.create()
        var monitor = try Monitor("n1", to: writer)
        try monitor.tick(lab.first)
        lab.setSlot(lab.first)
        try writer.finish()
        let old = lab.files.bytes("data/run-001/nodes.csv") ?? []
        let new = old + Array(line.utf8)
        lab.files.edit("data/run-001/nodes.csv") { $0 = new }
        lab.files.edit("data/run-001/manifest.json") { manifest in
            var text = String(decoding: manifest, as: UTF8.self)
            text.replace("\"bytes\" : \(old.count),", with: "\"bytes\" : \(new.count),")
            text.replace(hex(old), with: hex(new))
            manifest = Array(text.utf8)
        }
        var found = RecordingVerifier.verify("/data/run-001", files: lab.files)
        if case .fieldCount(let table, let line, let count, _) = found.first {
            found = [.fieldCount(table: table, line: line, found: count, expected: 20)]
        }
        #expect(found == [expected])
    }

    private func hex(_ bytes: [UInt8]) -> String { "\"" + String(CRC32C(of: bytes.span).value, radix: 16) + "\"" }

    @Test("verify finds slots that no gap explains")
    func findsHoles() throws {
        let writer = try lab.create()
        var monitor = try Monitor("n1", to: writer)
        try monitor.tick(lab.first, lab.first + 3)
        lab.setSlot(lab.first + 3)
        try writer.commit()
        #expect(RecordingVerifier.verify("/data/run-001", files: lab.files) == [])
        // The same recording without the row of the gap: what a writer that loses silently would leave.
        let events = lab.text("events.csv")
        let header = events.split(separator: "\n")[0] + "\n"
        lab.files.edit("data/run-001/events.csv") { $0 = Array(header.utf8) }
        #expect(!RecordingVerifier.verify("/data/run-001", files: lab.files).isEmpty)
    }

    @Test("verify finds rows in slots that a gap says are lost")
    func findsRowsInGaps() throws {
        let writer = try lab.create()
        var monitor = try Monitor("n1", to: writer)
        try monitor.tick(lab.first, lab.first + 1, lab.first + 2)
        let gap = Gap(
            firstSequence: 4, lastSequence: 4, firstSlot: lab.first + 1, lastSlot: lab.first + 4, reason: "wrong")
        try monitor.send(.gap(gap))
        try monitor.tick(lab.first + 5)
        lab.setSlot(lab.first + 5)
        try writer.finish()
        #expect(
            RecordingVerifier.verify("/data/run-001", files: lab.files) == [
                .declaredLost(
                    node: "n1", run: 1, first: Lab.text((lab.first + 1) * Sample.interval),
                    last: Lab.text((lab.first + 2) * Sample.interval))
            ])
    }

    @Test("every error has a sentence that says what to do")
    func hasSentences() {
        let errors: [RecordingError] = [
            .name(.empty), .notEmpty, .missing, .locked, .damaged(.noCommit), .damaged(.shortTable("nodes.csv")),
            .finished, .newerFormat(9), .file(FileFailure(.makeDirectory, code: 13)),
            .interrupted(FileFailure(.write, code: 28)), .unknownSource, .closed,
        ]
        for error in errors { #expect(error.sentence(for: "run-001").hasSuffix(".")) }
        #expect(
            RecordingError.file(FileFailure(.makeDirectory, code: 13)).sentence(for: "x")
                == "x: the directory can't be made, permission is missing; choose a directory you may write.")
        #expect(
            FileFailure(.open, code: 30).sentence
                == "a file can't be opened, the file system is read-only; choose another place.")
    }
}
