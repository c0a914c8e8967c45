import ArgumentParser

/// Where commands go to: what `cli` and `console` have in common.
struct CommandPortArguments: ParsableArguments {
    @Option(
        name: [.customShort("H"), .long],
        help: ArgumentHelp(
            "Name or address of the collector, and its port for commands if it is another.", valueName: "host[:port]"),
        transform: CollectorAddress.init)
    private var host = CollectorAddress.here

    @Option(name: .shortAndLong, help: "Port that the collector takes commands on (9880).")
    private var port: Int?

    /// Name or address of the collector, and the port.
    var address: (host: String, port: Int) {
        get throws { (host.host, try host.port(given: port, usual: 9880)) }
    }

    func validate() throws { _ = try address }
}
