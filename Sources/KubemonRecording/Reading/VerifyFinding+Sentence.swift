import KubemonMetrics

extension VerifyFinding {
    /// What is wrong, for people.
    ///
    /// - Parameter recording: its name, as the user knows it.
    public func sentence(for recording: String) -> String {
        switch self {
        case .unreadable(let error): error.sentence(for: recording)
        case .missing(let table): "\(table) is missing."
        case .length(let table, let found, let expected):
            "\(table) has \(Counted.text(found, "byte")) instead of \(expected)."
        case .checksum(let table): "\(table) has been changed: its checksum is another."
        case .malformed(let table, let line): "\(table), line \(line), is no CSV."
        case .fieldCount(let table, let line, let found, let expected):
            "\(table), line \(line), has \(Counted.text(found, "field")) instead of \(expected)."
        case .cell(let table, let line): "\(table), line \(line), has a time, run or seq that is none."
        case .order(let table, let line): "\(table), line \(line), comes after a later sample of its node and run."
        case .double(let table, let line): "\(table), line \(line), has been there before."
        case .rowCount(let table, let found, let expected):
            "\(table) has \(Counted.text(found, "row")) instead of \(expected)."
        case .hole(let node, let run, let first, let last):
            "node \(node), run \(run), has no samples from \(first) to \(last), and no gap says why."
        case .declaredLost(let node, let run, let first, let last):
            "node \(node), run \(run), has samples from \(first) to \(last), and a gap says that they are lost."
        }
    }
}
