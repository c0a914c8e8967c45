/// Where a recording is to be made.
public enum RecordingTarget: Sendable, Hashable {
    /// A directory below the data directory.
    case name(RecordingName)
    /// An absolute path, which only the local operator may give.
    case path(String)

    /// Reads what the user typed.
    ///
    /// - Parameters:
    ///   - text: a name or an absolute path.
    ///   - allowPath: whether the user is the local operator, at the keyboard of the collector.
    /// - Throws: what is wrong with it.
    public init(_ text: String, allowPath: Bool) throws(RecordingNameProblem) {
        guard text.utf8.first == UInt8(ascii: "/") else {
            self = .name(try RecordingName(text))
            return
        }
        guard allowPath else { throw .pathNotAllowed }
        let components = text.split(separator: "/")
        guard let last = components.last, !components.contains("."), !components.contains("..") else { throw .badPath }
        _ = try RecordingName(String(last))
        self = .path("/" + components.joined(separator: "/"))
    }
}
