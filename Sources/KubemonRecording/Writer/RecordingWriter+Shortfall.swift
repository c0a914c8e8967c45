import KubemonMetrics

/// What an incomplete recording lacks.
extension RecordingWriter {
    /// Why a recording that ended `incomplete` is not complete, in a few words; empty if it is complete.
    public var shortfall: String {
        guard outcome == .incomplete else { return "" }
        var parts: [String] = []
        let cut = Set(sources.filter { $0.flags.contains(.isCutShort) }.map(\.source.node)).sorted()
        if !cut.isEmpty { parts.append("the last samples of \(Self.list(cut)) are missing") }
        let absent = options.expectedNodes.filter { node in gaps.contains { $0.node == node && $0.run == 0 } }
        if !absent.isEmpty { parts.append("\(Self.list(absent)) never came") }
        let came = Set(sources.filter { $0.ticks > 0 }.map(\.source.node)).count
        if options.expectedNodes.isEmpty, came < options.expectedCount {
            parts.append("\(came) of \(options.expectedCount) expected nodes came")
        }
        return parts.joined(separator: "; ")
    }

    /// Not more of them than a sentence bears: the gaps in `events.csv` name all.
    private static func list(_ nodes: [String]) -> String {
        let others = nodes.count - 10
        return nodes.prefix(10).joined(separator: ", ") + (others > 0 ? " and \(others) others" : "")
    }
}
