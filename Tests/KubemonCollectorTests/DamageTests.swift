import Glibc
import KubemonAgent
import KubemonCollector
import KubemonMetrics
import KubemonProtocol
import KubemonStore
import Logging
import Testing

/// Somebody else changes the files of a recording (R14): it is over, and whoever relies on it must hear of that.
@Suite("Damaged recordings", .serialized)
struct DamageTests {
    /// Replaces a table as an editor does, moves it away and puts a copy there, removes or cuts it.
    enum Deed: CaseIterable, CustomTestStringConvertible {
        case replaced, moved, removed, cut

        var testDescription: String { "\(self)" }
        var word: String { self == .cut ? "is shorter than" : self == .removed ? "is missing" : "is not the file" }

        func act(on path: String) throws {
            switch self {
            case .cut: try #require(truncate(path, 10) == 0)
            case .removed: try #require(unlink(path) == 0)
            case .replaced, .moved:
                let new = open(path + ".new", O_WRONLY | O_CREAT, 0o644)
                try #require(new >= 0)
                close(new)
                if self == .moved { try #require(rename(path, path + "~") == 0) }
                try #require(rename(path + ".new", path) == 0)
            }
        }
    }

    private func damage(_ bed: TestBed, _ deed: Deed = .cut) throws {
        try deed.act(on: bed.options.dataDirectory + "/one/nodes.csv")
    }

    private func isHealthy(_ bed: TestBed) -> Bool { !bed.command("status").failed }

    @Test("R16: a recording that is found damaged is a problem until stop has said it", arguments: Deed.allCases)
    func damageIsAProblem(deed: Deed) throws {
        let lines = LogLines()
        let bed = try TestBed(log: lines.logger)
        let agent = try bed.monitor("a")
        bed.wait("a") { $0.nodes.first?.state == .live }
        #expect(!bed.command("start one").failed)
        #expect(isHealthy(bed))
        try damage(bed, deed)
        bed.wait("it is found") { !$0.isRecordingOpen }
        #expect(lines.all(at: .error).contains { $0.hasPrefix("recording one is over: ") }, "\(lines.all)")
        let status = bed.command("status")
        #expect(status.failed && status.text.contains("not recording"))
        #expect(status.text.contains("problem: one: it is damaged: nodes.csv \(deed.word)"), "\(status.text)")
        let stop = bed.command("stop")
        #expect(stop.failed && stop.text.contains("nodes.csv \(deed.word)"), "\(stop.text)")
        #expect(isHealthy(bed))
        #expect(bed.command("stop").text == "nothing is being recorded")
        agent.stop()
    }

    @Test("R5, R16: a marker in a recording that is found damaged fails; the next recording takes its place")
    func nextRecordingBegins() throws {
        let bed = try TestBed()
        #expect(!bed.command("start one").failed)
        try damage(bed)
        let mark = bed.command("mark x")
        #expect(mark.failed && mark.text.contains("nodes.csv is shorter than"), "\(mark.text)")
        #expect(!bed.collector.store.snapshot().events.contains { $0.event.kind == .marker })
        #expect(!isHealthy(bed))
        #expect(bed.command("mark x").text.contains("nodes.csv is shorter than"))
        #expect(!bed.command("start two").failed)
        #expect(isHealthy(bed))
        #expect(!bed.command("stop").failed)
    }

    @Test("R16: a stop that finds the damage has said it")
    func stopFindsDamage() throws {
        let bed = try TestBed()
        #expect(!bed.command("start one").failed)
        try damage(bed)
        let stop = bed.command("stop")
        #expect(stop.failed && stop.text.contains("nodes.csv"), "\(stop.text)")
        #expect(isHealthy(bed))
    }

    @Test("R16: a recording that is found damaged at the next start of the collector is a problem as well")
    func damageIsFoundAtStart() throws {
        let lines = LogLines()
        let bed = try TestBed(log: lines.logger)
        #expect(!bed.command("start one").failed)
        try bed.restart { try damage(bed) }
        #expect(bed.collector.resumedRecording == nil)
        #expect(lines.all(at: .error).contains { $0.contains("can't be taken up again") }, "\(lines.all)")
        let status = bed.command("status")
        #expect(status.failed && status.text.contains("problem: one: it is damaged: nodes.csv"), "\(status.text)")
        #expect(bed.command("stop").text.contains("nodes.csv"))
        #expect(isHealthy(bed))
    }
}
