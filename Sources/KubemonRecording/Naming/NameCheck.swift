/// What would become of a text in the start prompt.
public enum NameCheck: Sendable, Hashable {
    /// A new directory would be made.
    case new
    /// The directory exists and is empty, so it can be used.
    case empty
    /// The directory exists and holds something; nothing is ever added to it.
    case notEmpty
    /// There is such a name, but it is a file or a link.
    case notDirectory
    /// No directory can be made there.
    case notWritable
    /// It can't be a name.
    case invalid(RecordingNameProblem)

    /// Whether a recording can start there.
    public var isUsable: Bool { self == .new || self == .empty }
}
