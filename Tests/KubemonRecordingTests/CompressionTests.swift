import Glibc
import KubemonMetrics
import KubemonRecording
import Testing

/// R19: the tables of a recording that was stopped may be compressed.
@Suite("Compressed tables")
struct CompressionTests {
    private let lab = Lab()
    private let path = "/data/run-001"

    private func record() throws {
        try Scenario.standard().play(on: try lab.create(), time: lab.time, isMarked: false)
    }

    private func compress(isCancelled: @escaping () -> Bool = { false }) throws(FileFailure) -> TableCompressor.Outcome
    {
        try TableCompressor.compress(path, files: lab.files, isCancelled: isCancelled)
    }

    private func names() throws -> [String] { try lab.files.names(in: try lab.files.open(path: path)) }

    /// The tables' contents, those that are compressed unpacked.
    private func tables() throws -> [String: [UInt8]] {
        let directory = try lab.files.open(path: path)
        var tables: [String: [UInt8]] = [:]
        for name in CrashTests.tables {
            let file = try lab.files.openTable(name, in: directory)
            tables[name] = try lab.files.readAll(file, limit: .max)
            lab.files.close(file)
        }
        return tables
    }

    @Test("a recording whose tables are compressed reads as before")
    func readsAsBefore() throws {
        try record()
        let before = try tables()
        #expect(try Int(list()[0].bytes) == before.values.reduce(0) { $0 + $1.count })
        guard case .done(let read, let written) = try compress() else { Issue.record("not done"); return }
        #expect(read > written && Int(read) == before.values.reduce(0) { $0 + $1.count })
        #expect(try names().allSatisfy { !$0.hasSuffix(".csv") && !$0.hasSuffix(".new") })
        #expect(try tables() == before)
        #expect(RecordingVerifier.verify(path, files: lab.files) == [])
        #expect(try list().map(\.state) == [.complete])
        #expect(try list().map(\.bytes) == [written], "what it takes up on the disk")
        let replay = try RecordingReplay(path, files: lab.files)
        #expect(replay.nodes.isEmpty == false)
        // What is compressed already stays.
        #expect(try compress() == .done(before: 0, after: 0))
    }

    private func list() throws -> [RecordingSummary] {
        try RecordingCatalog(dataDirectory: "/data", files: lab.files).list()
    }

    @Test(
        "wherever the collector or the machine dies, each table is there whole, and the next try goes on",
        arguments: 0..<3)
    func survives(_ kind: Int) throws {
        var call = 0
        while true {
            call += 1
            let test = CompressionTests()
            let lab = test.lab
            try test.record()
            let before = try test.tables()
            lab.files.diesAt = lab.files.calls + call
            let isDone = (try? test.compress()) != nil
            lab.files.revive([.nothing, .unsynchronized, .some(seed: UInt64(call))][kind])
            #expect(try test.tables() == before, "call \(call)")
            #expect(RecordingVerifier.verify(path, files: lab.files) == [], "call \(call)")
            guard case .done = try test.compress() else { Issue.record("call \(call)"); return }
            #expect(try test.tables() == before, "call \(call)")
            #expect(try test.names().allSatisfy { !$0.hasSuffix(".csv") && !$0.hasSuffix(".new") }, "call \(call)")
            if isDone { break }
        }
        // Each table takes at least: create, write, two syncs of it and of the name, rename, remove.
        #expect(call > CrashTests.tables.count * 6)
    }

    @Test("a failed call leaves every table as it was or compressed, and says what failed")
    func survivesErrors() throws {
        for call in 1...60 {
            for code in [ENOSPC, EIO] {
                let test = CompressionTests()
                try test.record()
                let before = try test.tables()
                test.lab.files.faults = [test.lab.files.calls + call: .error(code)]
                do throws(FileFailure) { _ = try test.compress() } catch {
                    #expect(error.code == code || error.code == EBADMSG, "call \(call)")
                }
                test.lab.files.faults = [:]
                #expect(try test.tables() == before, "call \(call)")
                #expect(try test.names().allSatisfy { !$0.hasSuffix(".new") }, "call \(call)")
            }
        }
    }

    @Test("a table of any length comes out as it went in, also where it just fills the buffers", arguments: [-1, 0, 1])
    func fillsBuffers(_ more: Int) throws {
        for length in [1 << 18, 1 << 19, 3 << 18] {
            let bytes = (0..<(length + more)).map { UInt8(truncatingIfNeeded: $0 * $0 >> 3) }
            let packed = try lab.files.openScratch()
            defer { lab.files.close(packed) }
            var stream = try GzipStream(.compress)
            var size: UInt64 = 0
            for part in [bytes[...], []] {
                try stream.pass(Array(part).span, isLast: part.isEmpty) { bytes throws(FileFailure) in
                    try lab.files.writeAll(bytes, to: packed, at: size)
                    size += UInt64(bytes.count)
                }
            }
            let file = try lab.files.unpacked(packed)
            #expect(try lab.files.readAll(file, limit: .max) == bytes, "\(length + more) bytes")
            lab.files.close(file)
        }
    }

    @Test("where nothing can be unpacked, that is said, and no table is called missing")
    func saysWhereItUnpacks() throws {
        try record()
        _ = try compress()
        lab.files.hasScratch = false
        let failure = FileFailure(.unpack, code: ENOENT)
        #expect(RecordingVerifier.verify(path, files: lab.files) == [.unreadable(.file(failure))])
        #expect(throws: ExportError.recording(.file(failure))) { _ = try RecordingReplay(path, files: lab.files) }
        #expect(failure.sentence.contains("TMPDIR"))
    }

    @Test("a table that is not what was written is not compressed")
    func refusesDamaged() throws {
        try record()
        lab.files.edit("data/run-001/nodes.csv") { $0[$0.count - 3] ^= 1 }
        #expect(try compress() == .damaged(file: "nodes.csv"))
        #expect(try names().contains("nodes.csv"))
        #expect(RecordingVerifier.verify(path, files: lab.files) == [.checksum(table: "nodes.csv")])
    }

    @Test("a recording that runs is not compressed")
    func refusesRunning() throws {
        _ = try lab.create()
        #expect(try compress() == .damaged(file: "manifest.json"))
    }

    @Test("what is called off leaves the tables as they are")
    func isCalledOff() throws {
        try record()
        let before = try names().sorted()
        #expect(try compress { true } == .cancelled)
        #expect(try names().sorted() == before)
    }

    @Test("files of gzip that stand one behind the other are one table; half a one is named")
    func readsSeveral() throws {
        try record()
        let before = try tables()
        _ = try compress()
        let packed = try #require(lab.files.bytes("data/run-001/nodes.csv.gz"))
        lab.files.edit("data/run-001/nodes.csv.gz") { $0 += packed }
        #expect(try tables()["nodes.csv"] == before["nodes.csv"].map { $0 + $0 })
        lab.files.edit("data/run-001/nodes.csv.gz") { $0 = Array(packed.dropLast()) }
        #expect(RecordingVerifier.verify(path, files: lab.files) == [.checksum(table: "nodes.csv.gz")])
        let damage = ExportError.recording(.damaged(.malformedTable("nodes.csv.gz")))
        #expect(throws: damage) { _ = try RecordingReplay(path, files: lab.files) }
        lab.files.edit("data/run-001/nodes.csv.gz") { $0[$0.count / 2] ^= 0x55 }
        #expect(RecordingVerifier.verify(path, files: lab.files) == [.checksum(table: "nodes.csv.gz")])
        let directory = try lab.files.open(path: path)
        try lab.files.remove("nodes.csv.gz", in: directory)
        #expect(RecordingVerifier.verify(path, files: lab.files) == [.missing(table: "nodes.csv")])
    }
}
