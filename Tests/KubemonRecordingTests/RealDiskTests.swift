import Glibc
import KubemonMetrics
import KubemonRecording
import Testing

@Suite("On a real disk", .serialized)
struct RealDiskTests {
    /// Slots that the killed and the reference run record.
    static let slots: UInt64 = 1500

    /// Records from where the recording stands to its end; commits every ten ticks.
    static func record(on writer: RecordingWriter) throws {
        var monitor = try Monitor("n1", to: writer)
        monitor.sequence = writer.committedSources.first?.sequence ?? 0
        while monitor.sequence < slots {
            try monitor.tick(Sample.origin + 1 + monitor.sequence)
            if monitor.sequence % 10 == 0 { try writer.commit() }
        }
        try writer.commit()
    }

    static func create(in path: String) throws -> RecordingWriter {
        try RecordingWriter.create(
            try RecordingTarget("run-001", allowPath: false), in: path, grid: Sample.grid, schemas: Sample.schemas,
            version: "0.1",
            time: FixedTime(Sample.origin * Sample.interval + 1))
    }

    @Test("R15: killed at a random instant and resumed, every table is that of the uninterrupted run")
    func survivesKills() async throws {
        let path = try run("mktemp -d /tmp/kubemon-kill-XXXXXX").split(separator: "\n").joined()
        defer { _ = try? run("rm -rf \(path)") }
        try Self.record(on: try Self.create(in: path + "/whole"))
        for round in 0..<6 {
            // Some kills hit while the recording is made.
            let delay = UInt32.random(in: 0...300_000)
            let place = "\(path)/\(round)"
            await #expect(processExitsWith: .signal(SIGKILL)) { [place = place as String, delay = delay as UInt32] in
                try recordUntilKilled(in: place, after: delay)
            }
            let recording = place + "/run-001"
            let writer: RecordingWriter
            do {
                writer = try RecordingWriter.resume(
                    path: recording, schemas: Sample.schemas, version: "0.1",
                    time: FixedTime(Sample.origin * Sample.interval + 1))
            } catch RecordingError.missing, RecordingError.damaged {
                // Killed before the start was answered.
                continue
            }
            try Self.record(on: writer)
            writer.close()
            for table in CrashTests.tables {
                #expect(throws: Never.self, "round \(round), \(table), after \(delay) microseconds") {
                    try run("cmp \(recording)/\(table) \(path)/whole/run-001/\(table)")
                }
            }
            #expect(RecordingVerifier.verify(recording) == [])
        }
    }

    @Test("R15: two writers never hold one recording")
    func locksRealFiles() throws {
        try withTemporaryDirectory { path in
            let writer = try Self.create(in: path)
            #expect(throws: RecordingError.locked) {
                try RecordingWriter.resume(path: writer.path, schemas: Sample.schemas, version: "0.1")
            }
            writer.close()
            _ = try RecordingWriter.resume(path: path + "/run-001", schemas: Sample.schemas, version: "0.1")
        }
    }

    @Test(
        "R16: a full disk interrupts; with room again nothing is lost",
        .enabled(if: geteuid() == 0, "mounting a small tmpfs needs root"))
    func survivesAFullDisk() throws {
        try withTemporaryDirectory { path in
            try run("mkdir \(path)/disk && mount -t tmpfs -o size=512k kubemon-test \(path)/disk")
            defer { _ = try? run("umount \(path)/disk") }
            let writer = try Self.create(in: path + "/disk/data")
            let error = #expect(throws: RecordingError.self) { try Self.record(on: writer) }
            guard case .interrupted(let failure) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(failure.code == ENOSPC)
            #expect(writer.space.map(writer.options.keepFree.isBelow) == true)
            #expect(RecordingVerifier.verify(writer.path) == [])
            #expect(try writer.recover().first.map { $0.sequence > 100 } == true)
            try run("mount -o remount,size=16m \(path)/disk")
            try Self.record(on: writer)
            #expect(try Lab.rows(of: writer.path, "nodes.csv", files: SystemFiles()).count == Int(Self.slots))
            #expect(RecordingVerifier.verify(writer.path) == [])
        }
    }
}

/// Records in this process, which a thread kills.
private func recordUntilKilled(in path: String, after delay: UInt32) throws {
    var thread = pthread_t()
    let box = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
    box.initialize(to: delay)
    pthread_create(
        &thread, nil,
        { box in
            // The instant of the kill is what the test is about; whichever it is, the test must pass.
            usleep(box?.load(as: UInt32.self) ?? 0)
            kill(getpid(), SIGKILL)
            return nil
        }, box)
    let writer = try RealDiskTests.create(in: path)
    try RealDiskTests.record(on: writer)
    while true { pause() }
}
