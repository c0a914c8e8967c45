import Glibc
import KubemonAgent
import KubemonCollector
import KubemonMetrics
import KubemonProtocol
import KubemonRecording
import KubemonStore
import KubemonSystem
import Testing

@Suite("Commands to a collector", .serialized)
struct CommandFlowTests {
    @Test(
        "a recording that can't be started is refused with one sentence, and nothing is left behind",
        arguments: [
            ("start ../../escape", "can't hold '/'"), ("start .hidden", "can't begin with a dot"),
            ("start \"\"", "needs a name"),
            ("start " + String(repeating: "x", count: 300), "longer than 64"), ("start \"a\nb\"", "can't hold"),
            ("start a --kinds everything", "not 'everything'"), ("stop", "nothing is being recorded"),
            ("mark x", "nothing is being recorded"),
        ])
    func refusals(command: String, part: String) throws {
        let bed = try TestBed()
        let reply = bed.command(command)
        #expect(reply.failed && reply.text.contains(part), "\(reply.text)")
        #expect(bed.collector.store.snapshot().recording == nil)
    }

    @Test("a second recording is refused with the name of the first")
    func secondStartIsRefused() throws {
        let bed = try TestBed()
        #expect(!bed.command("start first").failed)
        bed.wait("it runs") { $0.recording != nil }
        let reply = bed.command("start second")
        #expect(reply.failed && reply.text.contains("'first'"))
        #expect(!bed.command("stop").failed)
    }

    @Test("a name that is taken is refused, and what is there stays as it is")
    func takenNameIsRefused() throws {
        let bed = try TestBed()
        #expect(!bed.command("start one").failed)
        #expect(!bed.command("stop").failed)
        let before = try bed.file("one/manifest.json")
        let reply = bed.command("start one")
        #expect(reply.failed && reply.text.contains("not empty"), "\(reply.text)")
        #expect(try bed.file("one/manifest.json") == before)
    }

    @Test("stop --gzip answers when the tables are compressed, and they are what was recorded")
    func compresses() throws {
        let bed = try TestBed()
        let agent = try bed.monitor("a")
        bed.wait("a") { $0.nodes.first?.state == .live }
        #expect(!bed.command("start one").failed)
        bed.wait("five samples") { ($0.recording?.summary.ticks ?? 0) >= 5 }
        let reply = bed.command("stop --gzip")
        #expect(!reply.failed && reply.text.contains("one is complete: "), "\(reply.text)")
        #expect(reply.text.contains("; its tables are compressed to "), "\(reply.text)")
        #expect(access(bed.options.dataDirectory + "/one/nodes.csv", F_OK) != 0)
        #expect(access(bed.options.dataDirectory + "/one/nodes.csv.gz", F_OK) == 0)
        #expect(RecordingVerifier.verify(bed.options.dataDirectory + "/one") == [])
        agent.stop()
    }

    @Test("a collector that ends while it compresses leaves every table whole")
    func compressesWhole() throws {
        let bed = try TestBed()
        let agent = try bed.monitor("a")
        bed.wait("a") { $0.nodes.first?.state == .live }
        for name in ["one", "two", "three"] {
            #expect(!bed.command("start \(name)").failed)
            bed.wait("two samples") { ($0.recording?.summary.ticks ?? 0) >= 2 }
            let closed = Wakeup()
            bed.collector.execute("stop --gzip") { _ in closed.signal() }
            // The last one is interrupted somewhere.
            if name != "three" { #expect(closed.wait(milliseconds: 60_000)) }
        }
        try bed.restart()
        for name in ["one", "two", "three"] {
            #expect(RecordingVerifier.verify(bed.options.dataDirectory + "/" + name) == [], "\(name)")
        }
        agent.stop()
    }

    @Test("instances counts one per node, container and process, and says so first, as the original did")
    func instances() throws {
        let bed = try TestBed()
        let agent = try bed.monitor("a")
        bed.wait("containers of a") { ($0.nodes.first?[.container].current.rowCount ?? 0) > 0 }
        let snapshot = bed.collector.store.snapshot()
        let text = bed.command("/instances").text
        #expect(text.hasPrefix("Connected instances: "))
        #expect(snapshot.nodes.count == 1 && text.contains("a: os 1, containers "))
        #expect(bed.command("instances", json: true).text.contains("\"connectedInstances\":"))
        agent.stop()
    }

    @Test("every command of the help is understood")
    func helpIsComplete() throws {
        let bed = try TestBed()
        let help = bed.command("help").text
        for verb in ["instances", "daemons", "alive", "status", "start", "mark", "stop", "recordings", "sampling"] {
            #expect(help.contains(verb))
            #expect(!bed.command(verb).text.contains("there is no command"))
        }
    }
}
