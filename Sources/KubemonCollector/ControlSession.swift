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
    private var isAdmitted = false

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
            let port = commands.monitorPort
            return refuse(connection, "this is the port for commands; monitors connect to port \(port)")
        }
        guard connection.peer.may(.control) else {
            let identity = connection.peer.grant?.identity ?? ""
            return refuse(
                connection,
                "the key '\(identity)' sends samples and gives no commands; make one with 'kubemon key create --role control' "
                    + "at the collector")
        }
        if !isAdmitted {
            isAdmitted = true
            connection.admit()
        }
        commands.execute(command.text, json: command.json, isLocal: false) { connection.send(Frame(reply: $0)) }
    }

    private func refuse(_ connection: Connection, _ reason: String) {
        commands.refused(connection.remote, reason)
        connection.close(after: Frame(.refuse(reason: reason, isFinal: true)))
        self.connection = nil
    }

    func becameWritable() {}

    func closed(_ reason: String?) {
        timeout?.cancel()
        if let reason, let connection { commands.refused(connection.remote, reason) }
        connection = nil
    }
}
