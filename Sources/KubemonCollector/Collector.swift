public import KubemonHistory
public import KubemonMetrics
public import KubemonProtocol
package import KubemonRecording
public import KubemonStore
import KubemonSystem
public import KubemonTransport
public import Logging
import NIOCore
import NIOPosix

/// The collector: takes what monitors send, keeps the fleet's state, records, answers commands.
///
/// Safe to use from any thread.
public final class Collector: Sendable {
    /// The fleet as it stands.
    public let store: FleetStore
    /// What the monitors sent since start, as far as it is kept.
    public let history: FleetHistory
    /// Where monitors connect to, with the port it really has.
    public let monitorAddress: String
    /// Port that monitors connect to.
    public let monitorPort: Int
    /// Where commands go to, with the port it really has.
    public let controlAddress: String

    /// Name of the recording that was taken up again at start (R15); `nil` if there was none.
    public let resumedRecording: String?

    private let group: MultiThreadedEventLoopGroup
    private let recorder: Recorder
    private let listeners: [Listener]
    private let gate: Gate
    private let security: ServerSecurity
    private let hub: NIOLoopBound<Hub>
    private let commands: NIOLoopBound<CommandProcessor>

    /// Starts a collector: listens, and goes on with a recording that was not stopped (R15).
    ///
    /// - Throws: ``TransportError`` if a port can't be had.
    public convenience init(
        _ options: CollectorOptions, log: Logger, time: any TimeSource = SystemTime()
    ) throws(TransportError) {
        try self.init(options, log: log, time: time, queueCapacity: Recorder.capacity) { SystemFiles() }
    }

    /// Starts a collector whose disk and queue a test has chosen.
    ///
    /// - Parameters:
    ///   - queueCapacity: most bytes that wait for the disk (R7).
    ///   - makeFiles: called once, on the recorder's thread.
    package init(
        _ options: CollectorOptions, log: Logger, time: any TimeSource, queueCapacity: Int,
        makeFiles: @escaping @Sendable () -> any FileSystem
    ) throws(TransportError) {
        recorder = Recorder(capacity: queueCapacity)
        // One loop: all that is known of the fleet is confined to it, so nothing there needs a lock.
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        store = FleetStore(time: time)
        history = FleetHistory(capacity: options.historyBytes)
        let (store, history, recorder) = (store, history, recorder)
        let made = Self.wait(on: loop) {
            let hub = Hub(
                options, store: store, history: history, recorder: recorder, time: time, log: log)
            let commands = CommandProcessor(hub: hub, options: options)
            return (NIOLoopBound(hub, eventLoop: loop), NIOLoopBound(commands, eventLoop: loop))
        }
        let (hub, commands) = made
        (self.hub, self.commands) = made
        // A recording that was not stopped is taken up before anyone can connect: whoever does must be asked for what it
        // lacks.
        let isReady = Wakeup()
        recorder.start {
            RecorderLoop(
                recorder: recorder, options: options, store: store, time: time, log: log, files: makeFiles()
            ) { report in
                if case .ready = report { return isReady.signal() }
                loop.execute { hub.value.take(report) }
            }
        }
        isReady.wait(milliseconds: -1)
        let found = store.snapshot()
        resumedRecording = found.isRecordingOpen ? found.recording?.summary.name : nil
        security = options.security
        gate = Gate(limits: options.limits) { address, reason in
            loop.execute { hub.value.refused(address, reason) }
        }
        do throws(TransportError) {
            let monitors = try Listener.bind(
                host: options.host, port: options.port, on: group, security: security, gate: gate
            ) { MonitorSession(hub: hub.value) }
            monitorAddress = monitors.address
            monitorPort = monitors.port
            let control: Listener
            do throws(TransportError) {
                control = try Listener.bind(
                    host: options.host, port: options.controlPort, on: group, security: security, gate: gate,
                    maximumLength: 64 << 10, endsHalfFrames: true
                ) { ControlSession(commands: commands.value) }
            } catch {
                monitors.close()
                throw error
            }
            controlAddress = control.address
            listeners = [monitors, control]
        } catch {
            recorder.shutdown()
            try? group.syncShutdownGracefully()
            throw error
        }
        let (monitorAddress, controlAddress) = (monitorAddress, controlAddress)
        store.updateCollector { facts in
            facts.monitorAddress = monitorAddress
            facts.hostName = HostName.current()
            facts.controlAddress = controlAddress
            if case .keys = options.security { facts.isEncrypted = true }
            (facts.dataDirectory, facts.stateDirectory) = (options.dataDirectory, options.namedStateDirectory)
            facts.expectedNodes = options.expectedNodes
            facts.expectedCount = max(options.expectedCount, options.expectedNodes.count)
            facts.version = options.version
        }
        let cost = CostMeter(time: time)
        let (gate, security) = (gate, security)
        loop.scheduleRepeatedTask(initialDelay: .zero, delay: .seconds(1)) { _ in
            hub.value.closeSilent()
            hub.value.watchExpected()
            hub.value.report()
            if case .keys(let keys) = security { hub.value.refresh(keys, gate) }
            let (cpu, resident) = cost.read()
            store.updateCollector { facts in
                facts.cpu = cpu
                facts.resident = resident ?? 0
            }
        }
        log.info("listening for monitors", metadata: ["address": "\(monitorAddress)"])
        log.info("listening for commands", metadata: ["address": "\(controlAddress)"])
    }

    /// Carries out a command of the local operator, as a user types it.
    ///
    /// - Parameter reply: called once, from any thread, when the command has done its work.
    public func execute(_ command: String, json: Bool = false, reply: @escaping @Sendable (CommandReply) -> Void) {
        let commands = commands
        group.next().execute { commands.value.execute(command, json: json, isLocal: true, reply: reply) }
    }

    /// Reads the keys again if their file has changed, and closes the connections of keys that are not there any more. It
    /// happens once a second anyway.
    public func refreshKeys() {
        guard case .keys(let keys) = security else { return }
        let (hub, gate) = (hub, gate)
        group.next().execute { hub.value.refresh(keys, gate) }
    }

    /// Looks at the recordings in the data directory again.
    public func refreshRecordings() { recorder.submit(.refreshList) }

    /// Commits the recording without ending it (R17), closes all connections and waits until all is done.
    public func stop() {
        for listener in listeners { listener.close() }
        recorder.shutdown()
        try? group.syncShutdownGracefully()
    }

    private static func wait<Value: Sendable>(
        on loop: any EventLoop, _ body: @escaping @Sendable () -> Value
    ) -> Value {
        guard let value = try? loop.submit(body).wait() else { preconditionFailure("a new event loop runs nothing") }
        return value
    }
}
