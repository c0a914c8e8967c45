import KubemonAgent
import KubemonCollector
import KubemonHistory
import KubemonMetrics
import KubemonProtocol
import KubemonStore
import NIOCore
import Testing

@Suite("Consoles elsewhere", .serialized)
struct AttachTests {
    @Test("an attached console sees every node as the collector does, from the middle of a key group on")
    func seesTheFleet() throws {
        let bed = try TestBed()
        let agents = try ["a", "b"].map { try bed.monitor($0) }
        bed.wait("some samples") {
            $0.nodes.count == 2 && $0.nodes.allSatisfy { ($0.monitors.first?.sequence ?? 0) > 8 }
        }
        let before = bed.collector.store.snapshot().nodes.map(\.lastTick)
        let peers = try [AttachedPeer(bed), AttachedPeer(bed)]
        for peer in peers {
            peer.wait("both nodes") { fleet in
                fleet.nodes.count == 2 && zip(fleet.nodes, before).allSatisfy { $0.lastTick >= $1 }
            }
            let first = peer.fleet.store.snapshot(historyOf: HistoryRequest(node: "a"))
            let old = first.history.points.count { $0.wall <= before[0] }
            #expect(old >= 5, "the samples of the key group came with it")
            #expect(first.nodes.map(\.facts.bootID) == ["boot-a", "boot-b"])
            peer.wait("the addresses") { $0.nodes.allSatisfy { $0.monitors.first?.isConnected == true } }
        }
        // At one and the same sample both say the same.
        for agent in agents { agent.stop() }
        bed.wait("both are gone") { $0.nodes.allSatisfy { $0.monitors.first?.isConnected == false } }
        for peer in peers {
            let there = bed.collector.store.snapshot()
            // When they were lost comes with the next report.
            let lost = there.nodes.map { $0.monitors.map(\.since) }
            peer.wait("both are lost there") { fleet in
                fleet.nodes.allSatisfy { $0.state == .lost } && fleet.nodes.map { $0.monitors.map(\.since) } == lost
            }
            let here = peer.fleet.store.snapshot()
            for (here, there) in zip(here.nodes, there.nodes) {
                #expect(here.name == there.name && here.lastTick == there.lastTick)
                for kind in EntityKind.allCases { #expect(here[kind].current == there[kind].current, "\(kind)") }
                #expect(here.monitors.map(\.address) == there.monitors.map(\.address))
            }
            peer.close()
        }
    }

    @Test("a recording is started, marked and stopped from there, and its state and events arrive")
    func records() throws {
        let bed = try TestBed()
        let agent = try bed.monitor("a")
        bed.wait("a node") { $0.nodes.first?.state == .live }
        let peer = try AttachedPeer(bed)
        peer.wait("it there") { $0.nodes.count == 1 }
        #expect(peer.commands(["start one"]).first?.failed == false)
        peer.wait("the recording") { $0.recording?.summary.name == "one" && ($0.recording?.summary.ticks ?? 0) > 3 }
        // Replies come to who asked, in whatever order they are made.
        let replies = peer.commands(["mark lunch", "alive", "start two", "instances"])
        #expect(replies.map(\.failed) == [false, false, true, false])
        #expect(replies.first?.text == "marked: lunch" && replies[1].text == "alive")
        peer.wait("the marker") { $0.events.contains { $0.event.text == "lunch" } }
        #expect(peer.commands(["stop"]).first?.failed == false)
        peer.wait("its end") { $0.recording == nil && $0.recordings.first?.state == .complete }
        let events = peer.fleet.store.snapshot().events.map(\.event.text)
        #expect(events == bed.collector.store.snapshot().events.map(\.event.text))
        peer.close()
        agent.stop()
    }

    @Test("a console that comes and goes, and one that never reads, leave the recording alone")
    func disturbsNothing() throws {
        let bed = try TestBed()
        let agent = try bed.monitor("a")
        #expect(!bed.command("start one").failed)
        let port = try #require(Int(bed.collector.controlAddress.split(separator: ":").last ?? ""))
        let deaf = try RawPeer(host: bed.options.host, port: port)
        var subscribe = Frame.subscribe.encoded()
        deaf.send(subscribe.readBytes(length: subscribe.readableBytes) ?? [])
        for _ in 0..<5 {
            let peer = try AttachedPeer(bed)
            peer.wait("the node") { $0.nodes.first?.reading != nil }
            peer.close()
        }
        bed.wait("samples") { ($0.recording?.summary.ticks ?? 0) >= 20 }
        let reply = bed.command("stop")
        #expect(!reply.failed && reply.text.contains("complete"), "\(reply.text)")
        #expect(try bed.rows("one/events.csv").filter { $0["kind"] == "gap" }.isEmpty)
        agent.stop()
    }

    @Test("a monitor that comes later is shown, and a node that is forgotten goes")
    func follows() throws {
        let bed = try TestBed()
        let peer = try AttachedPeer(bed)
        peer.wait("the collector") { !$0.collector.version.isEmpty }
        #expect(peer.fleet.store.snapshot().nodes.isEmpty)
        let first = try bed.monitor("a")
        peer.wait("a") { $0.nodes.first?.reading != nil }
        first.stop()
        peer.wait("it is lost") { $0.nodes.first?.state == .lost }
        // Another run of the same node takes its place.
        let second = try bed.monitor("a")
        peer.wait("it is back") { $0.nodes.first?.state == .live && $0.nodes.first?.monitors.count == 1 }
        second.stop()
        peer.close()
    }
}
