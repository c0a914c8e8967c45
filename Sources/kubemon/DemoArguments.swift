import ArgumentParser

/// Options of the invented fleet.
struct DemoArguments: ParsableArguments {
    @Flag(help: "Show an invented fleet: nothing is monitored, written or connected.")
    var demo = false

    @Option(
        help: ArgumentHelp("Choose the course of the invented fleet; the same number shows the same.", valueName: "n"))
    var seed: UInt64 = 42

    @Flag(help: .hidden)
    var hostile = false

    @Option(help: .hidden)
    var pictures: String?
}
