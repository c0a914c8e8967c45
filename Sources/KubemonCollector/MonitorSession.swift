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
    private(set) var isHeld = false
    /// The run of which was noted since when its items reach the console only.
    private var missedEpoch: UInt64?
    /// The run that the items belong to which come now; a spool sends earlier ones first (R3).
    private var current: StreamSource?
    /// What was said of columns that this version does not have: each recording says it (R12).
    private var unknownColumns: [Event] = []
    /// What is to be acknowledged on this connection, oldest first.
    private var pending: [Hello.Backlog] = []

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
        // What arrived together with the reason to close is not looked at.
        guard endReason == nil else { return }
        lastHeard = hub.time.monotonic()
        switch state {
        case .greeting(let connection):
            if frame.command != nil || frame.subscription != nil {
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
        pending = hello.backlog
        current = source
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
            // A monitor may forget the runs of which nothing more will come.
            acknowledge(hub.settledPositions)
            announce()
        }
    }

    /// Turns away whoever is there, before anything was taken from it.
    private func refuse(_ connection: Connection, _ reason: String, isFinal: Bool) {
        hub.refused(connection.remote, reason)
        connection.close(after: Frame(.refuse(reason: reason, isFinal: isFinal)))
        state = .closed
    }

    private func take(_ frame: Frame, on connection: Connection) {
        do throws(ProtocolError) {
            for output in try decoder.receive(frame) { handle(output, on: connection) }
            // The console goes back in time through this run; what a spool kept of others is only recorded.
            if let source, current == nil || current == source {
                hub.history.append(frame, of: source)
                hub.feed(source)
            }
        } catch {
            connection.send(Frame(.refuse(reason: error.sentence, isFinal: false)))
            end(error.sentence)
        }
    }

    private func handle(_ output: StreamDecoder.Output, on connection: Connection) {
        guard let node = hello?.facts.node else { return }
        switch output {
        case .group(let epoch): turn(to: epoch)
        case .item(let epoch, let item):
            if turn(to: epoch) { take(item, of: StreamSource(node: node, epoch: epoch), on: connection) }
        case .rejected(let epoch, let sequence, let error):
            hub.event(.refused, node: node, "item \(sequence) can't be used: \(error.sentence)")
            connection.send(Frame(.reject(epoch: epoch, sequence: sequence, reason: error.sentence)))
        case .unknownColumns(let table, let columns):
            guard let event = hub.unknownColumns(columns, in: table, of: node) else { return }
            unknownColumns.append(event)
            mustDescribe = true
        }
    }

    /// Notes which run the items that come now belong to. Returns false if the connection may not speak for it.
    @discardableResult
    private func turn(to epoch: UInt64) -> Bool {
        if current?.epoch == epoch { return true }
        guard let hello, hello.backlog.contains(where: { $0.epoch == epoch }) else {
            end("it sent an epoch that it had not announced")
            return false
        }
        current = StreamSource(node: hello.facts.node, epoch: epoch)
        mustDescribe = true
        return true
    }

    private func take(_ item: StreamItem, of source: StreamSource, on connection: Connection) {
        if mustDescribe {
            mustDescribe = false
            hub.store.begin(decoder.alive(in: source.epoch), of: source)
            if hub.isRecording, !isHeld { describe() }
        }
        hub.note(item, of: source)
        // Whatever appeared or ended in what was lost is told by the group that follows.
        if case .gap = item.content { mustDescribe = true }
        hub.store.apply(item, of: source)
        if hub.isRecording {
            if isHeld || !hub.recorder.append(item, of: source) {
                isHeld = true
                // Where to begin again, if nothing of this run was kept yet.
                if hub.positions[source] == nil { hub.positions[source] = item.sequence - 1 }
                if missedEpoch != source.epoch, hub.miss(item, of: announcement(of: source, entities: [])) {
                    missedEpoch = source.epoch
                }
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

    /// Who is connected, and which of its entities are alive.
    var presence: Announcement? {
        guard case .streaming = state, let current else { return nil }
        // Where the stream is between two positions, its entities are told with the first item.
        return announcement(of: current, entities: mustDescribe ? [] : decoder.alive(in: current.epoch))
    }

    private func announcement(of source: StreamSource, entities: [Entity]) -> Announcement? {
        guard let hello else { return nil }
        return Announcement(
            source: source, hello: hello.asOf(source.epoch), entities: entities, standing: hub.standing(of: source),
            unknownColumns: unknownColumns)
    }

    private func describe() {
        guard let current, let told = announcement(of: current, entities: decoder.alive(in: current.epoch)) else {
            return
        }
        if !hub.recorder.open(told) { isHeld = true }
    }

    /// Tells the recorder of the run that it has something to come of, so that `stop` waits for it (R18). Later runs follow
    /// it, and the recorder must hear of them in their order (R3).
    private func announce() {
        guard hub.isRecording, !isHeld, let hello else { return }
        let runs = hello.backlog.map { (last: $0.last, run: StreamSource(node: hello.facts.node, epoch: $0.epoch)) }
        let next = runs.first { (hub.positions[$0.run] ?? 0) < $0.last } ?? runs.last
        guard let next, let told = announcement(of: next.run, entities: []) else { return }
        hub.announced.insert(next.run)
        if !hub.recorder.open(told) { isHeld = true }
    }

    /// The recorder can take items again: those it does not have are sent again (R7).
    ///
    /// - Parameter evenIfNotHeld: whether items may have been lost in the recorder although none was held here.
    func resume(evenIfNotHeld: Bool = false) {
        guard case .streaming(let connection) = state, isHeld || evenIfNotHeld, let hello else { return }
        (isHeld, missedEpoch) = (false, nil)
        mustDescribe = true
        announce()
        // No room yet: there is another time.
        guard !isHeld else { return }
        let positions = hello.backlog.map { hub.positions[StreamSource(node: hello.facts.node, epoch: $0.epoch)] }
        let first = hello.backlog.indices.first { index in
            guard let last = positions[index], let received = decoder.last[hello.backlog[index].epoch] else {
                return false
            }
            return received > last
        }
        guard let first else { return }
        // Later runs too: what of them is under way is passed over, because it may not come before the earlier ones.
        for index in first..<hello.backlog.count {
            let epoch = hello.backlog[index].epoch
            decoder.forget(epoch: epoch, after: positions[index])
            connection.send(Frame(.resume(epoch: epoch, sequence: positions[index].map { $0 + 1 } ?? 0)))
        }
    }

    /// Says what the monitor need never send again (R5).
    func acknowledge(_ last: [StreamSource: UInt64]) {
        guard let hello, let own = source?.epoch else { return }
        pending.removeAll { backlog in
            guard let sequence = last[StreamSource(node: hello.facts.node, epoch: backlog.epoch)] else { return false }
            send(.acknowledge(epoch: backlog.epoch, sequence: sequence))
            return backlog.epoch != own && sequence >= backlog.last
        }
    }

    /// The recorder takes nothing for now: items reach the console only.
    func hold() { isHeld = true }

    /// Nothing is recorded any more.
    func release() { (isHeld, missedEpoch) = (false, nil) }

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
