import KubemonHistory
import KubemonProtocol
import KubemonTransport
import NIOCore

/// One connection of a console to a collector elsewhere. Confined to its loop.
final class AttachedSession: FrameHandler {
    /// Heartbeats go out that often.
    private static let heartbeatInterval = TimeAmount.seconds(5)
    /// A collector that was silent for so long is gone: it reports every second.
    private static let deadAfter = TimeAmount.seconds(15)

    private let fleet: AttachedFleet
    private let backend: AttachedBackend
    private var connection: Connection?
    private var heartbeat: RepeatedTask?
    private var deadline: Scheduled<Void>?
    private var problem: String?
    private var isWelcome = false

    init(fleet: AttachedFleet, backend: AttachedBackend) { (self.fleet, self.backend) = (fleet, backend) }

    func opened(_ connection: Connection) {
        self.connection = connection
        backend.connected(connection)
        connection.send(.subscribe)
        heartbeat = connection.eventLoop.scheduleRepeatedTask(
            initialDelay: Self.heartbeatInterval, delay: Self.heartbeatInterval
        ) { _ in connection.send(Frame(heartbeatSent: 0)) }
        watch(connection)
    }

    private func watch(_ connection: Connection) {
        deadline?.cancel()
        deadline = connection.eventLoop.assumeIsolated().scheduleTask(in: Self.deadAfter) { [self] in
            end("it was silent for 15 s")
        }
    }

    func received(_ frame: Frame) {
        guard let connection else { return }
        watch(connection)
        if let reply = frame.reply { return backend.answered(frame.commandID, reply) }
        if case .refuse(let reason, _) = frame.monitorFrame { return end(reason) }
        do throws(ProtocolError) { try fleet.receive(frame) } catch { return end(error.sentence) }
        guard !isWelcome else { return }
        isWelcome = true
        backend.welcomed()
    }

    func becameWritable() {}

    private func end(_ reason: String) {
        problem = reason
        connection?.close()
    }

    func closed(_ reason: String?) {
        heartbeat?.cancel()
        deadline?.cancel()
        connection = nil
        backend.lost(problem ?? reason ?? "the collector closed it")
    }
}
