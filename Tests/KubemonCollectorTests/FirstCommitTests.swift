import KubemonMetrics
import KubemonProtocol
import KubemonStore
import Logging
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
                let before = bench.recoveries
                #expect(reply.text.contains("nothing can be written for now"), "call \(call): \(reply.text)")
                bench.advance(5)
                bench.wait("it is tried") { bench.recoveries > before }
                #expect(bench.saidToGoOn("r\(call)") == 0)
                bench.advance(2)
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
            bench.wait("it works") { bench.recoveries > before }
            bench.advance(2)
            bench.wait("it goes on") { bench.saidToGoOn(name) == 1 }
            let end = bench.stop()
            #expect(end.text.contains("is incomplete") && end.text.contains("1 gap"), "call \(call): \(end.text)")
            if !hasFailed { break }
        }
    }

    @Test("R16: an outage is said once when it begins and once when it is over, however often the disk seems to work")
    func outageIsSaidOnce() throws {
        let lines = LogLines()
        let bench = try RecorderBench(log: lines.logger)
        #expect(try !bench.start("one").failed)
        for _ in 0..<3 {
            bench.disk.fail(from: 1)
            #expect(bench.mark().failed)
            bench.wait("it is shown") { bench.store.recording?.failure.isEmpty == false }
            bench.disk.fail(from: nil)
            let before = bench.recoveries
            bench.advance(5)
            bench.wait("it is tried") { bench.recoveries > before }
            // Refused when the attempt was shown.
            #expect(try bench.start("other").failed)
            #expect(bench.store.recording?.failure.isEmpty == false, "nobody knows yet whether it works")
        }
        #expect(bench.saidToGoOn("one") == 0)
        bench.advance(2)
        bench.wait("it goes on") { bench.saidToGoOn("one") == 1 }
        bench.wait("all is well") { bench.store.recording?.failure.isEmpty == true }
        #expect(lines.all(at: .error).count == 1, "\(lines.all)")
        #expect(lines.all(at: .error).first?.hasPrefix("recording one interrupted: ") == true)
        #expect(lines.all.count { $0 == "recording one goes on" } == 1)
        // The next outage is another one.
        bench.disk.fail(from: 1)
        #expect(bench.mark().failed)
        #expect(lines.all(at: .error).count == 2)
        bench.disk.fail(from: nil)
    }
}
