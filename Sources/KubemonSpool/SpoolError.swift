public import KubemonRecording

/// What keeps a spool from being used.
public enum SpoolError: Error, Hashable, Sendable {
    /// Another monitor uses it.
    case locked
    /// A call failed.
    case file(FileFailure)
    /// It holds samples of another node.
    case otherNode(String)

    /// What was wrong and what to do.
    ///
    /// - Parameter path: the directory, as the user gave it.
    public func sentence(for path: String) -> String {
        switch self {
        case .locked: "another monitor uses the spool \(path); give each monitor a directory of its own with --spool"
        case .file(let failure): "the spool \(path) can't be used: \(failure.sentence)"
        case .otherNode(let node):
            "the spool \(path) holds samples of node '\(node)'; give that name with --node, or another directory with --spool"
        }
    }
}
