import KubemonMetrics
import KubemonRecording
import Testing

@Suite("Golden files")
struct GoldenTests {
    @Test("a fixed stream gives these bytes", arguments: CrashTests.tables)
    func matches(table: String) throws {
        var lab = Lab()
        lab.options = Scenario.standard().options
        let writer = try lab.create()
        try Scenario.standard().play(on: writer, time: lab.time, isMarked: false)
        let bytes = try #require(lab.files.bytes("data/run-001/" + table))
        try expectGolden(bytes, table)
    }
}
