import KubemonCollector
import KubemonHistory
import KubemonProtocol
import KubemonStore
import KubemonSystem
import KubemonTransport
import NIOCore
import NIOPosix
import Synchronization
import Testing

/// A console that is attached to a collector, without a screen.
final class AttachedPeer: Sendable {
    let fleet = AttachedFleet()
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let connection = Mutex<Connection?>(nil)
    private let replies = Mutex<[UInt32: CommandReply]>([:])
    private let changes = Wakeup()

    init(_ bed: TestBed) throws {
        let changes = changes
        fleet.store.onChange { changes.signal() }
        let port = try #require(Int(bed.collector.controlAddress.split(separator: ":").last ?? ""))
        try Connector.connect(host: bed.options.host, port: port, on: group, security: .plain) { [self] in
            Handler(peer: self)
        }.wait()
    }

    /// Leaves; to be called once, at the end.
    func close() {
        connection.withLock { $0 }?.close()
        try? group.syncShutdownGracefully()
    }

    /// Waits until the fleet is as expected. Gives up after a minute.
    func wait(_ what: String, until isSo: (FleetSnapshot) -> Bool) {
        for _ in 0..<600 {
            if isSo(fleet.store.snapshot()) { return }
            changes.wait(milliseconds: 100)
        }
        Issue.record("never happened: \(what)")
    }

    /// Sends commands at once and waits for their replies.
    func commands(_ texts: [String]) -> [CommandReply] {
        for (index, text) in texts.enumerated() {
            connection.withLock { $0 }?.send(Frame(command: text, json: false, id: UInt32(index + 1)))
        }
        for _ in 0..<600 {
            let found = replies.withLock { $0 }
            if found.count == texts.count {
                replies.withLock { $0 = [:] }
                return texts.indices.compactMap { found[UInt32($0 + 1)] }
            }
            changes.wait(milliseconds: 100)
        }
        Issue.record("no reply to \(texts)")
        return []
    }

    private final class Handler: FrameHandler {
        private let peer: AttachedPeer

        init(peer: AttachedPeer) { self.peer = peer }

        func opened(_ connection: Connection) {
            peer.connection.withLock { $0 = connection }
            connection.send(.subscribe)
        }

        func received(_ frame: Frame) {
            if let reply = frame.reply {
                if !reply.isUnfinished { peer.replies.withLock { $0[frame.commandID] = reply } }
                peer.changes.signal()
                return
            }
            #expect(throws: Never.self) { try peer.fleet.receive(frame) }
        }

        func becameWritable() {}
        func closed(_ reason: String?) { peer.connection.withLock { $0 = nil } }
    }
}
