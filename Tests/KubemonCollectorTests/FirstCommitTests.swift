import KubemonProtocol
import Testing

/// A recording begins with who is connected; the disk may fail at any call of that, and again when it seems to work.
@Suite("The first commits of a recording", .serialized)
struct FirstCommitTests {
    @Test("R16, R18: whoever is connected at the start is missed, whichever of the first calls to the disk fails")
    func presentIsKept() throws {
        let bench = try RecorderBench()
        var failures = 0
        for call in 1...1000 {
            bench.disk.fail(from: call)
            let reply = try bench.start("r\(call)")
            let isWhole = !bench.disk.hasFailed
            bench.disk.fail(from: nil)
            // Nothing is left of a start that failed.
            if reply.failed { continue }
            if !isWhole {
                failures += 1
                #expect(reply.text.contains("nothing can be written for now"), "call \(call): \(reply.text)")
                bench.advance(5)
                bench.wait("it goes on") { bench.saidToGoOn("r\(call)") == 1 }
            }
            let end = bench.stop()
            #expect(end.text.contains("is incomplete") && end.text.contains("1 gap"), "call \(call): \(end.text)")
            if isWhole { break }
        }
        #expect(failures > 1)
    }

    @Test("R16: a disk that works only for a moment is not said to work, whichever call of the recovery fails")
    func recoveryIsWhole() throws {
        let bench = try RecorderBench()
        // The first call of a start after the recording was made: nobody is in it yet.
        let first = try #require(
            (1...1000).first { call in
                bench.disk.fail(from: call)
                defer { bench.disk.fail(from: nil) }
                return (try? bench.start("probe\(call)"))?.failed == false
            })
        _ = bench.stop()
        for call in 1...1000 {
            let name = "r\(call)"
            bench.disk.fail(from: first)
            #expect(try bench.start(name).text.contains("nothing can be written for now"))
            let before = bench.recoveries
            bench.disk.fail(from: call)
            bench.advance(5)
            bench.wait("it was tried") { bench.disk.hasFailed || bench.recoveries > before }
            // Refused when the attempt is over, without a call to the disk.
            #expect(try bench.start("other").failed)
            let hasFailed = bench.disk.hasFailed
            if hasFailed {
                #expect(bench.saidToGoOn(name) == 0 && bench.recoveries == before, "call \(call)")
            }
            bench.disk.fail(from: nil)
            if hasFailed { bench.advance(5) }
            bench.wait("it goes on") { bench.recoveries > before }
            #expect(bench.saidToGoOn(name) == 1, "call \(call)")
            let end = bench.stop()
            #expect(end.text.contains("is incomplete") && end.text.contains("1 gap"), "call \(call): \(end.text)")
            if !hasFailed { break }
        }
    }
}
