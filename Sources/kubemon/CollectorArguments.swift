import ArgumentParser
import KubemonCollector
import KubemonHistory
import KubemonMetrics
import KubemonRecording
import KubemonSampling
import KubemonTransport

/// Options of everything that is a collector.
struct CollectorArguments: ParsableArguments {
    @Option(
        name: [.customShort("H"), .long],
        help: ArgumentHelp(
            "Name or address to listen on (default: every address of both families, with --insecure only 127.0.0.1).",
            valueName: "address"))
    var host: String?

    @Option(name: .shortAndLong, help: "Port that monitors connect to; 0 lets the kernel choose.")
    var port = 9822

    @Option(help: "Port that commands go to; 0 lets the kernel choose.")
    var controlPort = 9880

    @Option(help: ArgumentHelp("Where recordings are made.", valueName: "dir"))
    var dataDir = "./kubemon-data"

    @Option(
        help: ArgumentHelp(
            "Where the collector keeps its keys and remembers the running recording (default: KUBEMON_STATE_DIR, else as root "
                + "/var/lib/kubemon, else kubemon below XDG_STATE_HOME or ~/.local/state).", valueName: "dir"))
    var stateDir: String?

    @Flag(help: "Plain TCP without keys: whoever can reach the ports can read, send samples and give commands.")
    var insecure = false

    @Option(help: ArgumentHelp("Start a recording of that name at once.", valueName: "name"))
    var record: String?

    @Option(
        help: ArgumentHelp(
            "How many nodes are expected, or their names separated by commas; those missing are said.",
            valueName: "n|names"))
    var expect: ExpectedNodes?

    @Option(
        help: ArgumentHelp(
            "How long 'stop' waits for the last samples of monitors that are away.", valueName: "time"))
    var drain = DrainTime(nanoseconds: 30_000_000_000)

    @Option(
        help: ArgumentHelp(
            "Warn when less room is left on the recording's disk, as 500M or 2G (default: 1G or 5 %, whichever is less).",
            valueName: "size"))
    var keepFree: ByteSize?

    @Option(
        help: ArgumentHelp(
            "Most memory for samples since start, in which the console goes back in time; K, M and G are binary.",
            valueName: "size"))
    var history = ByteSize(bytes: UInt64(FleetHistory.usualCapacity))

    @OptionGroup var log: LogArguments

    func validate() throws {
        guard (1 << 20...1 << 40).contains(history.bytes) else {
            throw ValidationError("--history is from 1M to 1T, not \(history.defaultValueDescription)")
        }
        for port in [port, controlPort] where !(0...65_535).contains(port) {
            throw ValidationError("a port is a number from 0 to 65535, not \(port)")
        }
        if port == controlPort, port != 0 {
            throw ValidationError("monitors and commands can't share port \(port); change -p or --control-port")
        }
    }

    /// The address without the brackets that commands take around one of IPv6.
    private var bareHost: String? {
        host.map { $0.hasPrefix("[") && $0.hasSuffix("]") ? String($0.dropFirst().dropLast()) : $0 }
    }

    func options(interval: Interval, port: Int, controlPort: Int) throws -> CollectorOptions {
        var options = CollectorOptions()
        options.host = bareHost ?? (insecure ? "127.0.0.1" : "::")
        options.port = port
        options.controlPort = controlPort
        options.dataDirectory = dataDir
        let directory = DataDirectory(path: dataDir)
        // Where a recording goes on, its monitors' samples are waited for, whatever its disk does now.
        let active = try? ActiveRecording(stateDirectory: stateDir ?? StateDirectory.usual).path()
        guard active != nil || directory.check(directory.nextFreeName(), allowPath: false).isUsable else {
            throw Failure.exit(
                "no recording can be made in \(dataDir); choose a directory you may write with --data-dir")
        }
        options.stateDirectory = try StateDirectory.prepare(stateDir)
        options.namedStateDirectory = StateDirectory.named(options.stateDirectory)
        if insecure {
            if !ClientArguments.isLoopback(options.host) {
                Output.error(
                    "kubemon: warning: with --insecure anybody who can reach \(options.host) can read, send samples and give "
                        + "commands")
            }
        } else {
            do throws(KeyFileError) {
                let path = options.stateDirectory + LocalKeys.fileName
                options.security = .keys(try KeyStore(path: path, at: TimeOfDay.text(SystemTime().wall())))
            } catch {
                throw Failure.exit(error.sentence)
            }
        }
        options.limits.total = max(64, Int(clamping: DescriptorLimit.raise()) - 256)
        options.interval = interval.nanoseconds
        options.expectedNodes = expect?.names ?? []
        options.expectedCount = expect?.count ?? 0
        options.historyBytes = Int(clamping: history.bytes)
        options.drainTime = drain.nanoseconds
        options.keepFree = keepFree?.bytes
        options.version = Kubemon.version
        return options
    }
}
