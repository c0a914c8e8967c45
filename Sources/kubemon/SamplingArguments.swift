import ArgumentParser
import Glibc
import KubemonRuntimes
import KubemonSampling

/// Options of everything that samples this machine.
struct SamplingArguments: ParsableArguments {
    @Flag(
        help: ArgumentHelp(
            "Send the command lines of processes. They may hold passwords, and everybody who reads the recording sees them."
        ))
    var cmdline = false

    @Flag(help: "Cgroups that are no containers but have processes (services, sessions) get rows like containers.")
    var allCgroups = false

    @Option(
        name: .customLong("runtime-socket"),
        help: ArgumentHelp(
            "Socket of a container runtime with Docker's API, to name containers; may be repeated. The usual ones and "
                + "DOCKER_HOST are found without it.", valueName: "path"))
    var runtimeSockets: [String] = []

    @Option(
        help: ArgumentHelp(
            "Directory below which the machine's proc, sys and etc are, for a monitor in a container.",
            valueName: "dir"))
    var root = "/"

    @Flag(
        inversion: .prefixedNo,
        help: "Processes outside of containers get rows too (the default where this machine is watched in a console).")
    var hostProcesses: Bool?

    /// - Parameter hostProcesses: whether processes outside of containers get rows if the user has not said.
    func selection(_ target: Selection.Target, hostProcesses: Bool) -> Selection {
        Selection(
            target, includesHostProcesses: self.hostProcesses ?? hostProcesses, includesCommandLines: cmdline,
            includesEveryCgroup: allCgroups)
    }

    var runtimes: RuntimeOptions {
        var options = RuntimeOptions()
        options.root = root
        options.sockets = runtimeSockets
        options.dockerHost = getenv("DOCKER_HOST").map { String(cString: $0) }
        return options
    }
}
