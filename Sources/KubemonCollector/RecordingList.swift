public import KubemonMetrics

/// Recordings as text for people or as JSON for programs.
public enum RecordingList {
    /// One line per recording, or a JSON list.
    public static func text(_ summaries: [RecordingSummary], json: Bool) -> String {
        let lines = summaries.map(Line.init)
        if json { return ReportJSON.text(lines) }
        return lines.isEmpty ? "no recordings" : lines.map(\.text).joined(separator: "\n")
    }

    struct Line: Encodable {
        let name: String
        let path: String
        let state: String
        let start: String
        let seconds: Double
        let nodes: [String]
        let samples: UInt64
        let rows: UInt64
        let bytes: UInt64
        let gaps: UInt64
        let note: String

        init(_ summary: RecordingSummary) {
            name = summary.name
            path = summary.path
            state = summary.state.rawValue
            start = TimeOfDay.text(summary.start)
            seconds = summary.end > summary.start ? Double(summary.end - summary.start) / 1e9 : 0
            nodes = summary.nodes
            samples = summary.ticks
            rows = summary.rows
            bytes = summary.bytes
            gaps = summary.gaps
            note = summary.note
        }

        var text: String {
            [
                name, state, start, Counted.text(samples, "sample"), Counted.text(rows, "row"),
                Counted.text(bytes, "byte"), Counted.text(gaps, "gap"),
            ].joined(separator: "  ")
                + (note.isEmpty ? "" : "  \(note)")
        }
    }
}
