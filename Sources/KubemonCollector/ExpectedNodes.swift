import Logging

/// The nodes that the user expects (R13), and what was last logged of those that are not connected.
struct ExpectedNodes {
    private let names: [String]
    private let count: Int
    private var said = ""
    /// Until when nothing is said, because monitors come back from a restart of the collector; monotonic ns.
    private var quietUntil: UInt64 = 0

    init(_ options: CollectorOptions) { (names, count) = (options.expectedNodes, options.expectedCount) }

    /// Which of them are not connected, in a few words; empty if all are.
    func shortfall(_ connected: Set<String>) -> String {
        let missing = names.filter { !connected.contains($0) }
        if !missing.isEmpty { return "not connected: " + missing.joined(separator: ", ") }
        return connected.count < count ? "\(connected.count) of \(count) expected nodes are connected" : ""
    }

    /// A recording goes on from before: whoever was connected needs some time to come back.
    mutating func wait(until time: UInt64) { quietUntil = time }

    /// Logs who is missing from the recording, whenever that changes: without a console nobody sees it.
    mutating func watch(_ connected: Set<String>, isRecording: Bool, now: UInt64, log: Logger) {
        guard isRecording else { return said = "" }
        let text = shortfall(connected)
        guard text != said, now >= quietUntil else { return }
        said = text
        if text.isEmpty { return log.info("all expected nodes are connected") }
        log.warning("expected nodes are missing while a recording runs; \(text)")
    }
}
