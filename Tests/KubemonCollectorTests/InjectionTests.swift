import Glibc
import KubemonAgent
import KubemonCollector
import KubemonMetrics
import KubemonProtocol
import KubemonStore
import KubemonTransport
import NIOCore
import Testing

/// What strangers name things can neither leave the data directory nor reach a terminal.
@Suite("Paths and escapes", .serialized)
struct InjectionTests {
    private static let attacks = [
        "..", ".", "../escape", "a/../../escape", "/tmp/kubemon-escape", "/", "", "a/b", ".hidden", "a\nb", "a\u{0}b",
        "a\\b",
        String(repeating: "x", count: 300), "~", "$HOME", "a b", "*", "-x/../y", "\u{2E}\u{2E}\u{2F}escape", "％2e％2e",
        "a\u{1b}[2Jb", "ä",
    ]

    @Test("no name given over the command port leaves the data directory, and none of these makes anything in it")
    func namesStayInside() throws {
        let bed = try TestBed(usesTLS: true)
        let control = ClientSecurity.keys([try bed.key(.control)])
        #expect(try !bed.send("start good", control).failed)
        #expect(try !bed.send("stop", control).failed)
        let (inside, outside) = (Self.names(in: bed.options.dataDirectory), Self.names(in: bed.directory))
        for attack in Self.attacks {
            let quoted = "\"" + attack.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
            let reply = try bed.send("start " + quoted, control)
            #expect(reply.failed, "'start \(attack)' was obeyed: \(reply.text)")
        }
        #expect(Self.names(in: bed.options.dataDirectory) == inside)
        #expect(Self.names(in: bed.directory) == outside)
        #expect(access("/tmp/kubemon-escape", F_OK) != 0)
    }

    @Test("a link in the data directory is not followed out of it")
    func linksAreNotFollowed() throws {
        let bed = try TestBed(usesTLS: true)
        let control = ClientSecurity.keys([try bed.key(.control)])
        let elsewhere = bed.directory + "/elsewhere"
        mkdir(bed.options.dataDirectory, 0o755)
        mkdir(elsewhere, 0o755)
        symlink(elsewhere, bed.options.dataDirectory + "/link")
        symlink(bed.directory + "/nowhere", bed.options.dataDirectory + "/dangling")
        for name in ["link", "dangling"] {
            let reply = try bed.send("start " + name, control)
            #expect(reply.failed, "\(reply.text)")
        }
        #expect(Self.names(in: elsewhere) == [".", ".."])
        #expect(access(bed.directory + "/nowhere", F_OK) != 0)
    }

    @Test("what a monitor calls itself and its things reaches the store without anything that a terminal obeys")
    func textIsCleaned() throws {
        let bed = try TestBed()
        let evil = "a\u{1b}[2J\u{1b}]0;owned\u{7}\r\n\u{9b}31m\u{202e}txt\u{2066}\u{feff}\u{200b}\u{e0041}b"
        var buffer = SendBuffer(epoch: 9)
        buffer.append(
            [
                Entity(number: 1, kind: .node),
                Entity(number: 2, kind: .container, labels: [.init("name" + evil, evil), .init("container", evil)]),
            ], ended: [])
        buffer.append(Event(wall: SystemTime().wall(), kind: .containerStarted, entity: 2, text: evil))
        var tick = Tick()
        tick.wall = SystemTime().wall()
        tick.monotonic = tick.wall
        tick[.node].appendRow(entity: 1)
        tick[.container].appendRow(entity: 2)
        buffer.append(tick)
        var facts = NodeFacts()
        (facts.node, facts.kernel, facts.version, facts.operatingSystem) = (evil, evil, evil, evil)
        let hello = Hello(
            facts: facts, backlog: [.init(epoch: 9, first: 1, last: buffer.lastSequence)], kinds: EntityKind.allCases,
            minimumInterval: 0)
        let peer = try RawPeer(host: bed.options.host, port: bed.collector.monitorPort)
        peer.send(Array(Frame(hello).encoded().readableBytesView))
        for schema in buffer.schemas { peer.send(Array(schema.encoded().readableBytesView)) }
        buffer.rewind(to: 0)
        while let frame = buffer.next() { peer.send(Array(frame.readableBytesView)) }
        bed.wait("the tick") { $0.nodes.first?.lastTick == tick.wall }
        let snapshot = bed.collector.store.snapshot()
        let node = try #require(snapshot.nodes.first)
        let labels = node.entities[EntityKind.container.index].values.flatMap(\.labels).flatMap { [$0.key, $0.value] }
        let texts =
            [node.name, node.facts.kernel, node.facts.version, node.facts.operatingSystem] + labels
            + snapshot.events.flatMap { [$0.node, $0.event.text] } + [
                bed.command("daemons").text, bed.command("status").text,
            ]
        #expect(labels.count == 4)
        for text in texts {
            let harmful = text.unicodeScalars.filter { Self.isHarmful($0) && $0 != "\n" }
            #expect(harmful.isEmpty, "\(text.debugDescription)")
            #expect(text.utf8.count < 5_000)
        }
    }

    /// Written from scratch, so that the test does not believe what it tests.
    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    @Test("an answer that holds what somebody typed, and one of a hostile collector, can't move the cursor of a client")
    func answersAreCleaned() throws {
        let bed = try TestBed()
        let reply = try bed.send("\u{1b}[2J\u{9b}0m", .plain)
        #expect(reply.failed && !reply.text.unicodeScalars.contains { Self.isHarmful($0) }, "\(reply.text)")
        var bytes = Frame(reply: CommandReply("two\nlines\u{1b}[2J\r\u{7}")).encoded()
        bytes.moveReaderIndex(forwardBy: 4)
        let received = try Frame(body: Array(bytes.readableBytesView)).reply
        #expect(received?.text == "two\nlines\u{FFFD}[2J\u{FFFD}\u{FFFD}")
    }

    @Test("text that is no UTF-8 is refused with the frame that holds it")
    func invalidText() throws {
        let bed = try TestBed()
        // A command whose text is the bytes FF FE.
        let body: [UInt8] = [0x82, 0x02, 4, 0x0A, 2, 0xFF, 0xFE]
        let peer = try RawPeer(host: bed.options.host, port: bed.controlPort)
        peer.send([0, 0, 0, UInt8(body.count)] + body)
        #expect(peer.isClosed())
        #expect(throws: ProtocolError.malformedFrame) { try Frame(body: body) }
        #expect(try Frame(body: body.dropLast(2) + [0x41, 0x42]).command?.text == "AB")
    }

    private static func names(in path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                })
        }
        return names.sorted()
    }
}
