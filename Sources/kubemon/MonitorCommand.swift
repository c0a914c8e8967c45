import ArgumentParser
import KubemonAgent
import KubemonMetrics
import KubemonSampling
import KubemonSpool
import KubemonSystem
import KubemonTransport
import Logging

/// `kubemon monitor`.
struct MonitorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "monitor",
        abstract: "Sample this machine and send what is seen to a collector.",
        discussion: """
            Samples at the instants that the collector prescribes, the same on all machines. If the collector is away it \
            keeps samples in memory, and with --spool on disk, and sends them when it is back; it tries for ever. SIGTERM \
            ends it.

            It needs a key of the collector (see 'kubemon help key'), which beside the collector it finds by itself. If the \
            collector will not have it, because of its key or because it does not use TLS, it says so and ends; if it \
            has had it before, it tries on.

            Exit codes: 0 ended as asked, 1 not started or not let in (standard error says why), 64 the command line was not \
            understood.
            """)

    @Option(
        name: [.customShort("H"), .long],
        help: ArgumentHelp(
            "Name or address of the collector, and its port for monitors if it is another.", valueName: "host[:port]"),
        transform: CollectorAddress.init)
    var host: CollectorAddress

    @Option(name: .shortAndLong, help: "Port of the collector (9822).")
    var port: Int?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "What is sampled: os (the machine, its disks and interfaces), docker (containers), process, or all.",
            valueName: "os|docker|process|all"))
    var type = "all"

    @Option(
        name: [.short, .customLong("interval")],
        help: ArgumentHelp(
            "Never sample more often than this, whatever the collector says; 0.1s to 1h.", valueName: "time"))
    var interval: Interval?

    @Option(help: ArgumentHelp("Name of this node (default: the host name).", valueName: "name"))
    var node: String?

    @Option(
        help: ArgumentHelp(
            "Keep samples in this directory as well until the collector has them, so that a restart of the monitor or of "
                + "the machine loses none. One monitor per directory.", valueName: "dir"))
    var spool: String?

    @Option(help: ArgumentHelp("Most that may wait in the spool; beyond it the oldest is dropped.", valueName: "size"))
    var spoolSize = ByteSize(bytes: Spool.standardSize)

    @Option(
        help: ArgumentHelp(
            "Most that may wait in memory; beyond it the oldest is dropped or left to the spool.", valueName: "size"))
    var buffer = ByteSize(bytes: 64 << 20)

    @OptionGroup var log: LogArguments

    @OptionGroup var access: ClientArguments
    @OptionGroup var sampling: SamplingArguments

    func validate() throws {
        _ = try host.port(given: port, usual: 9822)
        guard Selection.Target(rawValue: type) != nil else {
            throw ValidationError("-t is os, docker, process or all, not '\(type)'")
        }
        guard buffer.bytes >= 1 << 20, buffer.bytes <= 1 << 40, spoolSize.bytes >= 1 << 20 else {
            throw ValidationError("--buffer and --spool-size are 1M or more")
        }
        if let node, !NodeName.isUsable(node) { throw ValidationError("--node needs \(NodeName.rule)") }
    }

    func run() throws {
        let (logger, logFile) = try log.open(isSilent: false)
        let security = try access.security(.monitor, host: host.host, node: node)
        let wakeup = Wakeup()
        let shutdown = Shutdown()
        defer { shutdown.run() }
        if let logFile { shutdown.add { logFile.finish() } }
        let refusal = Box<String>()
        let signals = Signals(shutdown) { wakeup.signal() }
        let agent = try Monitoring.start(
            host: host.host, port: try host.port(given: port, usual: 9822), security: security,
            selection: sampling.selection(Selection.Target(rawValue: type) ?? .all, hostProcesses: false),
            sampling: sampling, node: node, minimumInterval: interval?.nanoseconds,
            waiting: .init(memory: Int(buffer.bytes), spool: spool, spoolSize: spoolSize.bytes), log: logger,
            refused: { reason in
                refusal.value = reason
                wakeup.signal()
            })
        shutdown.add { agent.stop() }
        // SIGHUP ends no monitor: it may have been started from a shell that is gone.
        while !signals.isEnding, refusal.value == nil {
            wakeup.wait(milliseconds: -1)
            if signals.takeHangUp() { logFile?.reopen() }
        }
        if let reason = refusal.value { throw Failure.exit(reason) }
    }
}
