import KubemonProtocol
import KubemonTransport
import NIOCore

/// One connection to the command port. Any number of them work side by side.
final class ControlSession: FrameHandler {
    /// A console that was silent for so long is gone.
    static let deadAfter = TimeAmount.seconds(30)
    /// Commands that a connection may have under way, until their replies have left.
    private static let mostCommands = 64

    private let commands: CommandProcessor
    /// What this connection is sent, if it is a console's.
    private var feed: FleetFeed?
    private let unanswered = Counter()
    /// Those of them that have no reply yet.
    private let underWay = Counter()
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
        let isConsole = feed != nil
        let session = NIOLoopBound(self, eventLoop: connection.eventLoop)
        timeout = connection.eventLoop.scheduleTask(in: isConsole ? Self.deadAfter : commands.idleTime) {
            // It waits for us: `stop` may take as long as its disk or a compression.
            if !isConsole, session.value.underWay.value > 0 { return session.value.watch(connection) }
            connection.close()
        }
    }

    func received(_ frame: Frame) {
        guard let connection else { return }
        watch(connection)
        // Replies that are not read would pile up here. A console may be slow to read what it is fed.
        guard unanswered.value < Self.mostCommands, connection.isWritable || feed != nil else {
            return connection.close()
        }
        if feed != nil, let sent = frame.heartbeatSent {
            return connection.send(Frame(.heartbeat(sent: sent, answered: 0)))
        }
        let command = frame.command
        guard command != nil || frame.subscription != nil else {
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
            commands.joined(self, connection)
        }
        if let command {
            execute(command.text, json: command.json, id: frame.commandID, connection)
        } else if let version = frame.subscription {
            subscribe(version, connection)
        }
    }

    private func execute(_ text: String, json: Bool, id: UInt32, _ connection: Connection) {
        let (unanswered, underWay) = (unanswered, underWay)
        unanswered.add(1)
        underWay.add(1)
        commands.execute(text, json: json, isLocal: false) { text in
            connection.send(Frame(reply: CommandReply(text, isUnfinished: true), id: id))
        } reply: { reply in
            underWay.add(-1)
            connection.send(Frame(reply: reply, id: id)) { unanswered.add(-1) }
        }
    }

    private func subscribe(_ version: UInt32, _ connection: Connection) {
        guard version == Hello.currentProtocol else {
            return refuse(
                connection,
                "the console speaks version \(version) of the protocol and this collector version \(Hello.currentProtocol)"
            )
        }
        guard feed == nil else { return }
        let feed = FleetFeed(connection, hub: commands.hub)
        self.feed = feed
        watch(connection)
        commands.hub.attach(feed)
    }

    private func refuse(_ connection: Connection, _ reason: String) {
        commands.refused(connection.remote, reason)
        connection.close(after: Frame(.refuse(reason: reason, isFinal: true)))
        self.connection = nil
    }

    func becameWritable() { feed?.becameWritable() }

    func closed(_ reason: String?) {
        timeout?.cancel()
        if let feed { commands.hub.detach(feed) }
        feed = nil
        if isAdmitted { commands.left(self) }
        if let reason, let connection { commands.refused(connection.remote, reason) }
        connection = nil
    }
}
