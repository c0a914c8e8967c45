import Glibc
import KubemonMetrics
import KubemonRecording
import Testing

@Suite("Golden files")
struct GoldenTests {
    /// `KUBEMON_RECORD_GOLDEN=1 swift test` writes the files anew, and then fails, so that nobody forgets to look at them.
    private static let isRecording = getenv("KUBEMON_RECORD_GOLDEN") != nil

    @Test("a fixed stream gives these bytes", arguments: CrashTests.tables)
    func matches(table: String) throws {
        let lab = Lab()
        let writer = try RecordingWriter.create(
            try RecordingTarget("run-001", allowPath: false), in: "/data", grid: Sample.grid,
            options: Scenario.standard().options, version: "0.1", time: lab.time, files: lab.files)
        try Scenario.standard().play(on: writer, time: lab.time, isMarked: false)
        let bytes = try #require(lab.files.bytes("data/run-001/" + table))
        let path = #filePath.split(separator: "/").dropLast().joined(separator: "/")
        let golden = "/" + path + "/Golden/" + table
        if Self.isRecording {
            let file = try #require(fopen(golden, "w"))
            fwrite(bytes, 1, bytes.count, file)
            fclose(file)
            Issue.record("recorded \(table)")
            return
        }
        #expect(try String(decoding: bytes, as: UTF8.self) == run("cat '\(golden)'"))
    }
}
