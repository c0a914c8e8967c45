import Glibc
import KubemonAgent
import KubemonCollector
import KubemonMetrics
import KubemonProtocol
import KubemonStore
import KubemonSystem
import KubemonTransport
import NIOCore
import NIOPosix
import Synchronization
import Synthetic
import Testing

/// Who has no key, the wrong one or one for something else gets nowhere, and is told why.
@Suite("Who may connect", .serialized)
struct SecurityTests {
    /// What a command over the command port comes to if the collector does not let it through.
    private func refusal(_ bed: TestBed, _ command: String, _ security: ClientSecurity) -> TransportError? {
        do throws(TransportError) {
            let reply = try bed.send(command, security)
            Issue.record("it was answered: \(reply.text)")
            return nil
        } catch {
            return error
        }
    }

    /// What a monitor is told that is turned away for good.
    private func refusal(_ bed: TestBed, ofMonitor node: String, _ security: ClientSecurity) throws -> String {
        let (said, box) = (Wakeup(), Box())
        let agent = try bed.monitor(node, security: security) { reason in
            box.text.withLock { $0 = reason }
            said.signal()
        }
        #expect(said.wait(milliseconds: 60_000), "it was never refused")
        agent.stop()
        return box.text.withLock { $0 }
    }

    private final class Box: Sendable {
        let text = Mutex("")
    }

    @Test("with the right keys a monitor sends, commands are obeyed, and both are shown with the names of their keys")
    func rightKeysWork() throws {
        let bed = try TestBed(usesTLS: true)
        let (monitor, control) = (try bed.key(.monitor), try bed.key(.control))
        let agent = try bed.monitor("a", security: .keys([monitor]))
        bed.wait("node a") { $0.nodes.first?.state == .live }
        #expect(try !bed.send("start one", .keys([control])).failed)
        bed.wait("rows") { ($0.recording?.summary.ticks ?? 0) > 3 }
        let status = try bed.send("status", .keys([control])).text
        #expect(status.contains("1 of monitors, 1 for commands; TLS"), "\(status)")
        #expect(bed.command("daemons").text.contains("TLS with key \(monitor.identity)"))
        let json = bed.command("status", json: true).text
        #expect(json.contains("\"key\":\"\(monitor.identity)\"") && json.contains("\"tls\":true"), "\(json)")
        #expect(!json.contains(monitor.text) && !json.contains("km1"))
        #expect(try bed.send("stop", .keys([control])).text.contains("complete"))
        agent.stop()
        try bed.expectWhole("one", nodes: ["a"])
    }

    @Test("no key: plain TCP on a port that takes keys only is answered with what to do, and nothing is done")
    func noKey() throws {
        let bed = try TestBed(usesTLS: true)
        let error = refusal(bed, "start stolen", .plain)
        #expect(error?.isFinal == true && error?.sentence.contains("--key-file") == true)
        #expect(try refusal(bed, ofMonitor: "a", .plain).contains("--key-file"))
        #expect(bed.command("daemons").text == "no monitor has connected yet")
        #expect(bed.collector.store.snapshot().recording == nil)
    }

    @Test("TLS on a port that takes plain TCP is answered with what to do")
    func tlsOnPlainPort() throws {
        let bed = try TestBed()
        let error = refusal(bed, "alive", .keys([AccessKey(identity: "control-1")]))
        #expect(error?.sentence.contains("give --insecure here too") == true, "\(error?.sentence ?? "")")
        let sentence = try refusal(bed, ofMonitor: "a", .keys([AccessKey(identity: "monitor-1")]))
        #expect(sentence.contains("give --insecure here too"), "\(sentence)")
    }

    @Test("wrong key: the name of a key without its secret, or a name that nobody made, opens nothing")
    func wrongKey() throws {
        let bed = try TestBed(usesTLS: true)
        let control = try bed.key(.control)
        let forged = refusal(bed, "start stolen", .keys([AccessKey(identity: control.identity)]))
        #expect(forged?.sentence.contains("the secret of the key '\(control.identity)' is not the one") == true)
        let unknown = refusal(bed, "start stolen", .keys([AccessKey(identity: "control-0")]))
        #expect(unknown?.sentence.contains("does not know the key 'control-0'") == true)
        #expect(forged?.isFinal == true && unknown?.isFinal == true)
        #expect(try refusal(bed, ofMonitor: "a", .keys([AccessKey(identity: "monitor-0")])).contains("does not know"))
        let said = bed.collector.store.snapshot().events.map(\.event.text).joined(separator: "\n")
        #expect(said.contains("its key 'control-0' is not known") && said.contains("the secret of its key"), "\(said)")
        #expect(bed.collector.store.snapshot().recording == nil)
    }

    @Test("a monitor's key gives no commands")
    func monitorGivesNoCommands() throws {
        let bed = try TestBed(usesTLS: true)
        let monitor = try bed.key(.monitor)
        for command in ["start stolen", "stop", "status", "forget a", "sampling 1h", "alive"] {
            let error = refusal(bed, command, .keys([monitor]))
            #expect(error?.sentence.contains("gives no commands") == true && error?.isFinal == true)
        }
        #expect(bed.collector.store.snapshot().recording == nil)
    }

    @Test("a key for commands sends no samples")
    func controlSendsNoSamples() throws {
        let bed = try TestBed(usesTLS: true)
        let sentence = try refusal(bed, ofMonitor: "a", .keys([try bed.key(.control)]))
        #expect(sentence.contains("sends no samples"), "\(sentence)")
        #expect(bed.collector.store.snapshot().nodes.isEmpty)
    }

    @Test("R10: the hello of another node with a key that is bound to one is refused, that of its own is welcome")
    func helloOfAnotherNode() throws {
        let bed = try TestBed(usesTLS: true)
        let bound = try bed.addKey(.monitor, node: "a")
        let sentence = try refusal(bed, ofMonitor: "b", .keys([bound]))
        #expect(sentence.contains("may only be node 'a', not 'b'"), "\(sentence)")
        #expect(bed.collector.store.snapshot().nodes.isEmpty)
        let agent = try bed.monitor("a", security: .keys([bound]))
        bed.wait("node a") { $0.nodes.first?.state == .live }
        agent.stop()
    }

    @Test("mixed-up ports are told apart, whatever protects them", arguments: [false, true])
    func mixedUpPorts(usesTLS: Bool) throws {
        let bed = try TestBed(usesTLS: usesTLS)
        let client = ControlClient(
            host: bed.options.host, port: bed.collector.monitorPort,
            security: usesTLS ? .keys([try bed.key(.control)]) : .plain)
        do {
            _ = try client.send("alive", json: false)
            Issue.record("it was answered")
        } catch {
            #expect(error.sentence.contains("commands go to port \(bed.controlPort)"), "\(error.sentence)")
        }
        let (said, box) = (Wakeup(), Box())
        var options = AgentOptions(host: bed.options.host, port: bed.controlPort)
        if usesTLS { options.security = .keys([try bed.key(.monitor)]) }
        let agent = try Agent(
            options, facts: FunctionSource(node: "a").facts, log: TestBed.log,
            refused: { reason in
                box.text.withLock { $0 = reason }
                said.signal()
            }, makeSource: { FunctionSource(node: "a") })
        #expect(said.wait(milliseconds: 60_000))
        #expect(box.text.withLock { $0 }.contains("monitors connect to port \(bed.collector.monitorPort)"))
        agent.stop()
    }

    @Test(
        "a key that is revoked ends its connections and opens none; one that is made counts at once, without a restart")
    func revokedAndNewKeys() throws {
        let bed = try TestBed(usesTLS: true)
        let (old, control) = (try bed.key(.monitor), try bed.key(.control))
        let agent = try bed.monitor("a", security: .keys([old]))
        bed.wait("node a") { $0.nodes.first?.state == .live }
        let made = try bed.addKey(.control)
        #expect(try bed.send("alive", .keys([made])).text == "alive")
        #expect(try KeyFile.change(bed.directory + "/keys", at: "now") { $0.remove(old.identity) })
        bed.wait("the connection ends") { $0.nodes.first?.monitors.first?.isConnected == false }
        #expect(try KeyFile.change(bed.directory + "/keys", at: "now") { $0.remove(made.identity) })
        #expect(refusal(bed, "alive", .keys([made]))?.sentence.contains("does not know") == true)
        #expect(try bed.send("alive", .keys([control])).text == "alive")
        // The monitor was welcome once, so it keeps its samples and tries on.
        #expect(try refusal(bed, ofMonitor: "b", .keys([old])).contains("revoked"))
        agent.stop()
    }

    @Test("a monitor that looks for its key takes another one when that is revoked")
    func keyIsLookedForAgain() throws {
        let bed = try TestBed(usesTLS: true)
        let path = bed.directory + "/keys"
        let first = try bed.key(.monitor)
        let agent = try bed.monitor(
            "a",
            security: .search {
                let entries = (try? KeyFile.read(path))?.entries ?? []
                return entries.filter { $0.grant.role == .monitor }.map(\.key)
            })
        bed.wait("node a") { $0.nodes.first?.monitors.first?.key == first.identity }
        let second = try bed.addKey(.monitor)
        #expect(try KeyFile.change(path, at: "now") { $0.remove(first.identity) })
        bed.wait("it is back") { fleet in
            fleet.nodes.first?.monitors.first.map { $0.isConnected && $0.key == second.identity } ?? false
        }
        agent.stop()
    }

    @Test("a broken file of keys is said once, and those who are connected stay")
    func brokenKeyFile() throws {
        let bed = try TestBed(usesTLS: true)
        let control = try bed.key(.control)
        let descriptor = open(bed.directory + "/keys", O_WRONLY | O_APPEND)
        _ = write(descriptor, "rubbish\n", 8)
        close(descriptor)
        bed.collector.refreshKeys()
        bed.wait("it is said") { $0.events.contains { $0.event.text.contains("line 5 of \(bed.directory)/keys") } }
        #expect(try bed.send("alive", .keys([control])).text == "alive")
    }

    @Test(
        "names of nodes: one of 253 bytes is welcome, a longer one is refused and not cut, as the cut one may be another's"
    )
    func longNames() throws {
        let bed = try TestBed()
        let longest = String(repeating: "n", count: 253)
        let agent = try bed.monitor(longest)
        bed.wait("the node") { $0.nodes.first?.name == longest && $0.nodes.first?.state == .live }
        #expect(try refusal(bed, ofMonitor: longest + "n", .plain).contains("longer than 253 bytes"))
        #expect(try refusal(bed, ofMonitor: longest + "ü", .plain).contains("longer than 253 bytes"))
        #expect(bed.collector.store.snapshot().nodes.count == 1)
        agent.stop()
    }

    @Test("forget takes a node off the list whose monitor is gone, and no other")
    func forget() throws {
        let bed = try TestBed()
        let agent = try bed.monitor("a")
        // One that never sent a sample is forgotten by itself.
        bed.wait("a sample of a") { $0.nodes.first?.state == .live && ($0.nodes.first?.lastTick ?? 0) > 0 }
        #expect(bed.command("forget a").text.contains("is connected"))
        agent.stop()
        bed.wait("it is lost") { $0.nodes.first?.monitors.first?.isConnected == false }
        #expect(bed.command("forget b").text.contains("there is no node 'b'"))
        #expect(!bed.command("forget a").failed)
        #expect(bed.collector.store.snapshot().nodes.isEmpty)
    }
}
