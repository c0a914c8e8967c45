import KubemonMetrics

/// What a user can tell a collector, from the console's keys and command line, `kubemon cli` or the command port.
enum Command: Equatable {
    case instances
    case start(name: String, options: StartOptions)
    case stop
    case mark(String)
    case status
    case daemons
    case alive
    case interval(UInt64)
    case recordings
    case help

    /// What `start` takes beside the name (R19).
    struct StartOptions: Equatable {
        var note = ""
        var kinds: [String] = []
        /// Nanoseconds; `nil` means until it is stopped.
        var duration: UInt64?
    }

    /// One line of help per command: how it is written and what it does. The order is that of the help text.
    static let help: [(usage: String, summary: String)] = [
        ("instances", "what is monitored: a count, then each node with its monitors and what they see"),
        ("daemons", "the nodes and how each is connected"),
        ("alive", "answers if the collector works"),
        ("status", "the collector, its nodes and its recording"),
        ("start NAME [--note TEXT] [--kinds os,containers,processes] [--for TIME]", "start a recording"),
        ("mark TEXT", "write a marker into the recording"),
        ("stop", "stop the recording"),
        ("recordings", "the recordings in the data directory"),
        ("interval TIME", "sample every TIME (0.1s to 1h) from now on; not while recording"),
        ("help", "this list"),
    ]
}
