import Glibc
import KubemonMetrics
import KubemonRecording
import Testing

@Suite("Crashes")
struct CrashTests {
    static let tables = [
        "nodes.csv", "disks.csv", "interfaces.csv", "containers.csv", "monitors.csv", "entities.csv", "events.csv",
    ]
    private static let scenario = Scenario.standard()
    /// The tables of the run that nothing interrupted, and how many calls it made.
    private static let reference: (tables: [String: [UInt8]], calls: Int) = {
        let files = MemoryFiles()
        let promises = Promises()
        try? start("run-001", on: files, promises)
        return (read(files, "run-001"), files.calls)
    }()

    static func read(_ files: MemoryFiles, _ name: String) -> [String: [UInt8]] {
        Dictionary(uniqueKeysWithValues: tables.map { ($0, files.bytes("data/\(name)/\($0)") ?? []) })
    }

    private static var time: FixedTime { FixedTime(Sample.origin * Sample.interval + 700_000_000) }

    private static func create(
        _ name: String, on files: MemoryFiles, _ time: FixedTime, _ promises: Promises
    ) throws -> RecordingWriter {
        let writer = try RecordingWriter.create(
            try RecordingTarget(name, allowPath: false), in: "/data", grid: Sample.grid, options: scenario.options,
            schemas: Sample.schemas, version: "0.1", time: time, files: files)
        promises.start()
        return writer
    }

    /// Starts and plays the whole scenario.
    private static func start(_ name: String, on files: MemoryFiles, _ promises: Promises) throws {
        let time = time
        try play(on: try create(name, on: files, time, promises), time, files, promises)
    }

    /// Plays what is still missing. The user repeats a marker that was not answered, if it is not there.
    private static func play(
        on writer: RecordingWriter, _ time: FixedTime, _ files: MemoryFiles, _ promises: Promises
    ) throws(RecordingError) {
        let events = files.bytes(writer.path + "/events.csv") ?? []
        let isMarked = String(decoding: events, as: UTF8.self).contains("half time")
        try scenario.play(on: writer, time: time, isMarked: isMarked, promises)
    }

    /// What a collector does at its next start: goes on, or begins anew if the start was never answered.
    /// Returns the name of the recording.
    private func goOn(on files: MemoryFiles, _ promises: Promises, _ comment: Comment) throws -> String {
        let time = Self.time
        do {
            let writer = try RecordingWriter.resume(
                path: "/data/run-001", schemas: Sample.schemas, version: "0.1", time: time, files: files)
            promises.check(writer, comment)
            try Self.play(on: writer, time, files, promises)
            return "run-001"
        } catch RecordingError.finished {
            return "run-001"
        } catch RecordingError.missing, RecordingError.damaged {
            #expect(!promises.isStarted, comment)
        }
        let taken = DataDirectory(path: "/data", files: files)
        let name = taken.nextFreeName()
        try Self.start(name, on: files, promises)
        return name
    }

    private func expectReference(_ files: MemoryFiles, _ name: String, _ comment: Comment) {
        let found = Self.read(files, name)
        for table in Self.tables where found[table] != Self.reference.tables[table] {
            Issue.record("\(table) differs, \(comment)")
        }
    }

    @Test("the scenario itself is whole")
    func isWhole() throws {
        let files = MemoryFiles()
        try Self.start("run-001", on: files, Promises())
        #expect(files.calls > 100)
        #expect(RecordingVerifier.verify("/data/run-001", files: files) == [])
        #expect(try RecordingCatalog(dataDirectory: "/data", files: files).list().map(\.state) == [.complete])
    }

    @Test("R15: after a death at any call the tables are those of the uninterrupted run")
    func survivesDeathAtEveryCall() throws {
        for call in 1...Self.reference.calls {
            for loss in [.nothing, .unsynchronized, .some(seed: 1), .some(seed: 2)] as [MemoryFiles.Loss] {
                let (files, promises) = (MemoryFiles(), Promises())
                files.diesAt = call
                try? Self.start("run-001", on: files, promises)
                files.revive(loss)
                let comment: Comment = "call \(call), \(loss)"
                expectReference(files, try goOn(on: files, promises, comment), comment)
            }
        }
    }

    @Test("R15: a second death while resuming does no harm")
    func survivesDeathWhileResuming() throws {
        for call in stride(from: 30, through: Self.reference.calls, by: 5) {
            for second in 1...24 {
                let (files, promises) = (MemoryFiles(), Promises())
                files.diesAt = call
                try? Self.start("run-001", on: files, promises)
                files.revive(.some(seed: UInt64(call * 100 + second)))
                files.diesAt = files.calls + second
                let comment: Comment = "calls \(call) and \(second)"
                _ = try? goOn(on: files, promises, comment)
                files.revive(.some(seed: UInt64(second)))
                expectReference(files, try goOn(on: files, promises, comment), comment)
            }
        }
    }

    /// Plays with a fault at `call`; `recover` is called when it strikes. `nil` if it struck while the start was not
    /// answered yet, which simply fails.
    private func play(
        faultAt call: Int, _ fault: MemoryFiles.Fault, _ files: MemoryFiles, _ promises: Promises, _ comment: Comment,
        recover: (RecordingWriter) throws -> Void
    ) throws -> Bool {
        files.faults = [call: fault]
        let time = Self.time
        guard let writer = try? Self.create("run-001", on: files, time, promises) else { return false }
        do {
            try Self.play(on: writer, time, files, promises)
        } catch {
            guard case .interrupted = error else { throw error }
            try recover(writer)
            promises.check(writer, comment)
            try Self.play(on: writer, time, files, promises)
        }
        return true
    }

    @Test(
        "R16: after a failure at any call the writer recovers, and nothing is lost or doubled, not even by a power cut",
        arguments: [MemoryFiles.Fault.error(EIO), .error(ENOSPC), .short])
    func recoversFromEveryFault(fault: MemoryFiles.Fault) throws {
        for call in 1...Self.reference.calls {
            let (files, promises) = (MemoryFiles(), Promises())
            let comment: Comment = "call \(call), \(fault)"
            guard try play(faultAt: call, fault, files, promises, comment, recover: { try $0.recover() }) else {
                continue
            }
            files.revive(.unsynchronized)
            expectReference(files, "run-001", comment)
        }
    }

    @Test("R16: failures while recovering leave the writer interrupted until the disk works")
    func recoversAfterFailedRecoveries() throws {
        for call in stride(from: 40, through: Self.reference.calls, by: 4) {
            for second in 1...12 {
                let (files, promises) = (MemoryFiles(), Promises())
                let comment: Comment = "calls \(call) and \(second)"
                let isStarted = try play(faultAt: call, .error(EIO), files, promises, comment) { writer in
                    files.faults = [files.calls + second: .error(EIO)]
                    if (try? writer.recover()) == nil { try writer.recover() }
                    files.faults = [:]
                }
                guard isStarted else { continue }
                files.revive(.unsynchronized)
                expectReference(files, "run-001", comment)
            }
        }
    }

    @Test("R16: a commit whose write failed never counts, even if the process dies while it recovers")
    func withdrawsFailedCommits() throws {
        for call in 30...Self.reference.calls {
            for second in [3, 5, 7] {
                let (files, promises) = (MemoryFiles(), Promises())
                let comment: Comment = "calls \(call) and \(second)"
                _ = try? play(faultAt: call, .error(EIO), files, promises, comment) { writer in
                    files.diesAt = files.calls + second
                    try writer.recover()
                }
                files.revive(second == 5 ? .unsynchronized : .nothing)
                expectReference(files, try goOn(on: files, promises, comment), comment)
            }
        }
    }

    @Test("R16: a death after a failed write, and a power cut while resuming, leave one of the two commits")
    func keepsOneCommit() throws {
        for call in 30...Self.reference.calls {
            for second in [1, 2, 4] {
                let (files, promises) = (MemoryFiles(), Promises())
                let comment: Comment = "calls \(call) and \(second)"
                _ = try? play(faultAt: call, .error(EIO), files, promises, comment) { writer in
                    files.diesAt = files.calls
                    try writer.recover()
                }
                files.revive(.nothing)
                files.diesAt = files.calls + second
                _ = try? goOn(on: files, promises, comment)
                files.revive(.some(seed: UInt64(call)))
                expectReference(files, try goOn(on: files, promises, comment), comment)
            }
        }
    }
}
