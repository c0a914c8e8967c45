/// What a user can tell a collector, from the console's keys and command line, `kubemon cli` or the command port.
public enum Command: Sendable, Equatable {
    /// What is monitored.
    case instances
    /// Start a recording of that name.
    case start(name: String, options: StartOptions)
    /// Stop the recording and, if wanted, compress its tables.
    case stop(isCompressed: Bool)
    /// Write a marker into the recording.
    case mark(String)
    /// The collector, its nodes and its recording.
    case status
    /// The nodes and how each is connected.
    case daemons
    /// Forget a node whose monitors are gone.
    case forget(String)
    /// Nothing but an answer.
    case alive
    /// Sample every so many nanoseconds from now on.
    case interval(UInt64)
    /// The recordings in the data directory.
    case recordings
    /// What can be said.
    case help

    /// What `start` takes beside the name (R19).
    public struct StartOptions: Sendable, Equatable {
        /// What the recording is for.
        public var note = ""
        /// `os`, `containers`, `processes`; empty is all.
        public var kinds: [String] = []
        /// Nanoseconds; `nil` means until it is stopped.
        public var duration: UInt64?

        /// Everything, until it is stopped.
        public init() {}
    }

    /// One line of help per command: how it is written and what it does. The order is that of the help text.
    public static let all: [(usage: String, summary: String)] = [
        ("instances", "what is monitored: a count, then each node with its monitors and what they see"),
        ("daemons", "the nodes and how each is connected"),
        ("alive", "answers if the collector works"),
        ("status", "the collector, its nodes and its recording"),
        ("start NAME [--note TEXT] [--kinds os,containers,processes] [--for TIME]", "start a recording"),
        ("mark TEXT", "write a marker into the recording"),
        ("stop [--gzip]", "stop the recording; --gzip compresses its tables"),
        ("recordings", "the recordings in the data directory"),
        ("sampling TIME", "sample every TIME (0.1s to 1h) from now on; not while recording"),
        ("forget NODE", "take a node whose monitor is gone off the list; what was recorded of it stays"),
        ("help", "this list"),
    ]

    /// The verbs that complete what was typed so far, with what is typed after them.
    public static func completions(of text: String) -> [String] {
        let verbs = all.compactMap { $0.usage.split(separator: " ").first.map(String.init) }
        let slash = text.hasPrefix("/") ? "/" : ""
        return verbs.map { slash + $0 }.filter { $0.hasPrefix(text) }.sorted()
    }
}
