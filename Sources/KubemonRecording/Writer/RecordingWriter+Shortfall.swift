import KubemonMetrics

/// What an incomplete recording lacks.
extension RecordingWriter {
    /// Why a recording that ended `incomplete` is not complete, in a few words; empty if it is complete.
    public var shortfall: String {
        guard outcome == .incomplete else { return "" }
        var parts: [String] = []
        let cut = Set(sources.filter { $0.flags.contains(.isCutShort) }.map(\.source.node)).sorted()
        if !cut.isEmpty { parts.append("\(samples(of: cut)) are missing") }
        let absent = options.expectedNodes.filter { node in gaps.contains { $0.node == node && $0.run == 0 } }
        if !absent.isEmpty { parts.append("\(Self.list(absent)) never came") }
        let came = Set(sources.filter { $0.ticks > 0 }.map(\.source.node)).count
        if options.expectedNodes.isEmpty, came < options.expectedCount {
            parts.append("\(came) of \(options.expectedCount) expected nodes came")
        }
        return parts.joined(separator: "; ")
    }

    /// What ``awaitedNodes`` have still to send, in words; empty if nothing is awaited.
    public var awaitedSamples: String { awaitedNodes.isEmpty ? "" : samples(of: awaitedNodes) }

    /// The samples that are missing of nodes. One that has sent none at all may never send one.
    private func samples(of nodes: [String]) -> String {
        let came = Set(sources.filter { $0.ticks > 0 }.map(\.source.node))
        let (some, none) = (nodes.filter(came.contains), nodes.filter { !came.contains($0) })
        let parts = [("the last samples of ", some), ("all samples of ", none)]
        return parts.filter { !$0.1.isEmpty }.map { $0 + Self.list($1) }.joined(separator: " and ")
    }

    /// Not more of them than a sentence bears: the gaps in `events.csv` name all.
    private static func list(_ nodes: [String]) -> String {
        let others = nodes.count - 10
        return nodes.prefix(10).joined(separator: ", ") + (others > 0 ? " and \(others) others" : "")
    }
}
