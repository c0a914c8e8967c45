import KubemonProtocol
import KubemonTransport
import NIOCore

/// One connection to the command port. Any number of them work side by side.
final class ControlSession: FrameHandler {
    /// A connection without a command is closed after that time, so that idle ones can't use up the descriptors.
    static let idleTime = TimeAmount.minutes(10)

    private let commands: CommandProcessor
    private var connection: Connection?
    private var timeout: Scheduled<Void>?

    init(commands: CommandProcessor) { self.commands = commands }

    func opened(_ connection: Connection) {
        self.connection = connection
        watch(connection)
    }

    private func watch(_ connection: Connection) {
        timeout?.cancel()
        timeout = connection.eventLoop.scheduleTask(in: Self.idleTime) { connection.close() }
    }

    func received(_ frame: Frame) {
        guard let connection else { return }
        watch(connection)
        // Replies that are not read would pile up here.
        guard connection.isWritable else { return connection.close() }
        guard let command = frame.command else {
            return connection.close(after: Frame(reply: CommandReply("this port takes commands only", failed: true)))
        }
        commands.execute(command.text, json: command.json, isLocal: false) { text in
            connection.send(Frame(reply: CommandReply(text, isUnfinished: true)))
        } reply: {
            connection.send(Frame(reply: $0))
        }
    }

    func becameWritable() {}

    func closed(_ reason: String?) {
        timeout?.cancel()
        if let reason, let connection { commands.refused(connection.remote, reason) }
        connection = nil
    }
}
