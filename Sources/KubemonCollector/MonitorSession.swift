import KubemonHistory
import KubemonMetrics
import KubemonProtocol
import KubemonStore
import KubemonTransport
import NIOCore

/// One monitor's connection, from its hello to its end. Confined to the collector's loop.
final class MonitorSession: FrameHandler {
    private enum State {
        case opening
        case greeting(Connection)
        case streaming(Connection)
        case closed
    }

    let hub: Hub
    private(set) var hello: Hello?
    private(set) var lastHeard: UInt64
    private var state = State.opening
    private var decoder = StreamDecoder(known: [:])
    /// Set when the store and the recorder must be told which entities are alive before they get an item.
    private var mustDescribe = true
    /// Set while items reach the console only, because the recorder can't take them (R7).
    private var isHeld = false

    init(hub: Hub) {
        self.hub = hub
        lastHeard = hub.time.monotonic()
    }

    /// The run of the monitor that is connected, once it has said hello.
    var source: StreamSource? {
        hello.flatMap { hello in hello.backlog.last.map { StreamSource(node: hello.facts.node, epoch: $0.epoch) } }
    }

    /// Address of the other end.
    var remote: String { connection?.remote ?? "" }

    private var connection: Connection? {
        switch state {
        case .greeting(let connection), .streaming(let connection): connection
        case .opening, .closed: nil
        }
    }

    /// What the other end's key allows; `nil` on plain TCP.
    var grant: Grant? { connection?.peer.grant }

    func opened(_ connection: Connection) { state = .greeting(connection) }

    func received(_ frame: Frame) {
        lastHeard = hub.time.monotonic()
        switch state {
        case .greeting(let connection):
            if frame.command != nil {
                let port = hub.store.snapshot().collector.controlAddress.split(separator: ":").last ?? "9880"
                return refuse(connection, "this is the port for monitors; commands go to port \(port)", isFinal: true)
            }
            guard let hello = frame.hello else { return end("the first thing it sent was no hello") }
            greet(hello, on: connection)
        case .streaming(let connection):
            if let source { hub.store.heard(from: source, bytes: frame.size) }
            // Answers that are not read would pile up here.
            guard connection.isWritable else { return end("it does not read what it is told") }
            if let sent = frame.heartbeatSent {
                connection.send(Frame(.heartbeat(sent: sent, answered: hub.time.wall())))
            } else {
                take(frame, on: connection)
            }
        case .opening, .closed: break
        }
    }

    private func greet(_ hello: Hello, on connection: Connection) {
        self.hello = hello
        switch hub.admit(self, hello) {
        case .failure(let refusal):
            self.hello = nil
            refuse(connection, refusal.sentence, isFinal: refusal.isFinal)
        case .success(let positions):
            connection.admit()
            decoder = StreamDecoder(known: positions)
            isHeld = hub.isSuspended
            state = .streaming(connection)
            connection.send(Frame(.welcome(interval: hub.interval, positions: positions)))
        }
    }

    /// Turns away whoever is there, before anything was taken from it.
    private func refuse(_ connection: Connection, _ reason: String, isFinal: Bool) {
        hub.refused(connection.remote, reason)
        connection.close(after: Frame(.refuse(reason: reason, isFinal: isFinal)))
        state = .closed
    }

    private func take(_ frame: Frame, on connection: Connection) {
        guard let source else { return }
        do throws(ProtocolError) {
            let outputs = try decoder.receive(frame)
            hub.history.append(frame, of: source)
            hub.feed(source)
            for output in outputs { handle(output, of: source, on: connection) }
        } catch {
            connection.send(Frame(.refuse(reason: error.sentence, isFinal: false)))
            end(error.sentence)
        }
    }

    private func handle(_ output: StreamDecoder.Output, of source: StreamSource, on connection: Connection) {
        switch output {
        case .group(let epoch):
            // An epoch that a spool kept is another source; this build's monitors send only their own.
            if epoch != source.epoch { end("it sent an epoch that it had not announced") }
        case .item(_, let item): take(item, of: source, on: connection)
        case .rejected(let epoch, let sequence, let error):
            hub.event(.refused, node: source.node, "item \(sequence) can't be used: \(error.sentence)")
            connection.send(Frame(.reject(epoch: epoch, sequence: sequence, reason: error.sentence)))
        case .unknownColumns(let table, let columns):
            hub.unknownColumns(columns, in: table, of: source)
        }
    }

    private func take(_ item: StreamItem, of source: StreamSource, on connection: Connection) {
        if mustDescribe {
            mustDescribe = false
            hub.store.begin(decoder.alive, of: source)
            if hub.isRecording, !isHeld { describe() }
        }
        // Whatever appeared or ended in what was lost is told by the group that follows.
        if case .gap = item.content { mustDescribe = true }
        hub.store.apply(item, of: source)
        if hub.isRecording {
            if isHeld || !hub.recorder.append(item, of: source) {
                isHeld = true
                // Where to begin again, if nothing of this run was kept yet.
                if hub.positions[source] == nil { hub.positions[source] = item.sequence - 1 }
                return
            }
            hub.positions[source] = item.sequence
        } else {
            hub.positions[source] = item.sequence
            // One acknowledgement per tick is enough.
            if case .entities = item.content { return }
            connection.send(Frame(.acknowledge(epoch: source.epoch, sequence: item.sequence)))
        }
    }

    /// A recording begins: tells the recorder who this is and which entities are alive.
    func announce() {
        isHeld = false
        if case .streaming = state, !mustDescribe { describe() }
    }

    private func describe() {
        guard let source, let hello else { return }
        let entities = decoder.alive
        hub.recorder.submit(.open(source, hello: hello, entities: entities))
    }

    /// The recorder can take items again: those it does not have are sent again (R7).
    ///
    /// - Parameter evenIfNotHeld: whether items may have been lost in the recorder although none was held here.
    func resume(evenIfNotHeld: Bool = false) {
        guard case .streaming(let connection) = state, isHeld || evenIfNotHeld, let source else { return }
        guard let last = hub.positions[source] else {
            isHeld = false
            return
        }
        isHeld = false
        mustDescribe = true
        decoder.forget(epoch: source.epoch, after: last)
        connection.send(Frame(.resume(epoch: source.epoch, sequence: last + 1)))
    }

    /// The recorder takes nothing for now: items reach the console only.
    func hold() { isHeld = true }

    /// Sends a message, if the monitor is still there.
    func send(_ message: MonitorFrame) {
        if case .streaming(let connection) = state { connection.send(Frame(message)) }
    }

    /// Closes the connection because of what its monitor did, or did not do.
    func end(_ reason: String) {
        guard let connection else { return }
        endReason = reason
        connection.close()
    }

    private var endReason: String?

    func becameWritable() {}

    func closed(_ reason: String?) {
        if case .greeting(let connection) = state {
            // A connection that only looks whether the port is open has done nothing wrong.
            if let why = endReason ?? reason { hub.refused(connection.remote, why) }
        } else if case .streaming = state, let source {
            hub.left(self, source, reason: endReason ?? reason)
        }
        state = .closed
    }
}
