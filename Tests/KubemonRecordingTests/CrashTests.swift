import Glibc
import KubemonMetrics
import KubemonRecording
import Testing

@Suite("Crashes")
struct CrashTests {
    static let tables = [
        "nodes.csv", "disks.csv", "interfaces.csv", "containers.csv", "monitors.csv", "entities.csv", "events.csv",
    ]
    let scenario = Scenario.standard()

    /// The tables of the run that nothing interrupted, and how many calls it made.
    private func reference() throws -> (tables: [String: [UInt8]], calls: Int) {
        let files = MemoryFiles()
        let name = try run(on: files)
        return (Self.read(files, name), files.calls)
    }

    static func read(_ files: MemoryFiles, _ name: String) -> [String: [UInt8]] {
        Dictionary(uniqueKeysWithValues: tables.map { ($0, files.bytes("data/\(name)/\($0)") ?? []) })
    }

    private var startTime: UInt64 { Sample.origin * Sample.interval + 700_000_000 }

    /// Starts and plays the whole scenario.
    private func run(on files: MemoryFiles, name: String = "run-001") throws(RecordingError) -> String {
        let time = FixedTime(startTime)
        let target = try recordingTarget(name)
        let writer = try RecordingWriter.create(
            target, in: "/data", grid: Sample.grid, options: scenario.options, version: "0.1", time: time, files: files)
        try scenario.play(on: writer, time: time, isMarked: false)
        return name
    }

    /// What a collector does at its next start: goes on, or begins anew if the start was never answered.
    private func goOn(on files: MemoryFiles) throws(RecordingError) -> String {
        let time = FixedTime(startTime)
        let writer: RecordingWriter
        do {
            writer = try RecordingWriter.resume(path: "/data/run-001", version: "0.1", time: time, files: files)
        } catch {
            switch error {
            case .finished: return "run-001"
            case .missing, .damaged: return try run(on: files, name: "run-002")
            default: throw error
            }
        }
        let events = files.bytes("data/run-001/events.csv") ?? []
        let isMarked = String(decoding: events, as: UTF8.self).contains("half time")
        try scenario.play(on: writer, time: time, isMarked: isMarked)
        return "run-001"
    }

    private func recordingTarget(_ name: String) throws(RecordingError) -> RecordingTarget {
        do {
            return try RecordingTarget(name, allowPath: false)
        } catch {
            throw .name(error)
        }
    }

    @Test("R15: after a death at any call the tables are those of the uninterrupted run")
    func survivesDeathAtEveryCall() throws {
        let (expected, calls) = try reference()
        #expect(calls > 60)
        for call in 1...calls {
            for loss in [.nothing, .unsynchronized, .some(seed: 1), .some(seed: 2)] as [MemoryFiles.Loss] {
                let files = MemoryFiles()
                files.diesAt = call
                _ = try? run(on: files)
                files.revive(loss)
                let name = try goOn(on: files)
                let found = Self.read(files, name)
                for table in Self.tables { #expect(found[table] == expected[table], "\(table), call \(call), \(loss)") }
            }
        }
    }

    @Test("R15: a second death while resuming does no harm")
    func survivesDeathWhileResuming() throws {
        let (expected, calls) = try reference()
        for call in stride(from: 1, through: calls, by: 3) {
            for second in 1...24 {
                let files = MemoryFiles()
                files.diesAt = call
                _ = try? run(on: files)
                files.revive(.some(seed: UInt64(call * 100 + second)))
                files.diesAt = files.calls + second
                _ = try? goOn(on: files)
                files.revive(.some(seed: UInt64(second)))
                let name = try goOnTwice(on: files)
                let found = Self.read(files, name)
                for table in Self.tables {
                    #expect(found[table] == expected[table], "\(table), calls \(call) and \(second)")
                }
            }
        }
    }

    /// The second recording may itself have been interrupted while it was made.
    private func goOnTwice(on files: MemoryFiles) throws(RecordingError) -> String {
        if files.bytes("data/run-002/manifest.json") == nil, files.bytes("data/run-002/nodes.csv") == nil,
            files.bytes("data/run-002/.commit-0") == nil
        {
            return try goOn(on: files)
        }
        return try run(on: files, name: "run-003")
    }

    @Test(
        "R16: after a failure at any call the writer recovers, and nothing is lost or doubled, not even by a power cut",
        arguments: [MemoryFiles.Fault.error(EIO), .error(ENOSPC), .short])
    func recoversFromEveryFault(fault: MemoryFiles.Fault) throws {
        let (expected, calls) = try reference()
        for call in 1...calls {
            let files = MemoryFiles()
            files.faults = [call: fault]
            let time = FixedTime(startTime)
            let target = try recordingTarget("run-001")
            guard
                let writer = try? RecordingWriter.create(
                    target, in: "/data", grid: Sample.grid, options: scenario.options, version: "0.1", time: time,
                    files: files)
            else { continue }
            try playRecovering(on: writer, time: time, files: files)
            files.revive(.unsynchronized)
            let found = Self.read(files, "run-001")
            for table in Self.tables { #expect(found[table] == expected[table], "\(table), call \(call), \(fault)") }
        }
    }

    private func playRecovering(on writer: RecordingWriter, time: FixedTime, files: MemoryFiles) throws {
        do {
            try scenario.play(on: writer, time: time, isMarked: false)
        } catch {
            guard case .interrupted = error else { throw error }
            try writer.recover()
            let events = files.bytes("data/run-001/events.csv") ?? []
            let isMarked = String(decoding: events, as: UTF8.self).contains("half time")
            try scenario.play(on: writer, time: time, isMarked: isMarked)
        }
    }

    @Test("R16: failures while recovering leave the writer interrupted until the disk works")
    func recoversAfterFailedRecoveries() throws {
        let (expected, calls) = try reference()
        for call in stride(from: 40, through: calls, by: 2) {
            for second in 1...12 {
                let files = MemoryFiles()
                files.faults = [call: .error(EIO)]
                let time = FixedTime(startTime)
                guard
                    let writer = try? RecordingWriter.create(
                        try recordingTarget("run-001"), in: "/data", grid: Sample.grid, options: scenario.options,
                        version: "0.1", time: time, files: files)
                else { continue }
                do {
                    try scenario.play(on: writer, time: time, isMarked: false)
                } catch {
                    files.faults = [files.calls + second: .error(EIO)]
                    do {
                        try writer.recover()
                    } catch {
                        try writer.recover()
                    }
                    let events = files.bytes("data/run-001/events.csv") ?? []
                    let isMarked = String(decoding: events, as: UTF8.self).contains("half time")
                    files.faults = [:]
                    try scenario.play(on: writer, time: time, isMarked: isMarked)
                }
                files.revive(.unsynchronized)
                let found = Self.read(files, "run-001")
                for table in Self.tables { #expect(found[table] == expected[table], "\(table), \(call), \(second)") }
            }
        }
    }
}
