/// What is known of a directory that someone is typing.
public struct DirectoryCheck: Sendable, Hashable {
    /// Whether a recording can be made there.
    public enum Verdict: Sendable, Hashable {
        /// Does not exist and can be made.
        case new
        /// Exists, is empty and can be written.
        case empty
        /// Can't be used; the message says why.
        case refused
    }

    /// The text that was checked, as typed; an answer to older text is ignored.
    public var text: String
    /// Whether a recording can be made there.
    public var verdict: Verdict
    /// Why it can't be used, or what will happen; one sentence, may be empty.
    public var message: String
    /// Free bytes of the file system it is or would be on; `nil` if unknown.
    public var freeBytes: UInt64?
    /// What the text can be completed to, in full, sorted; only for `.completeDirectory`.
    public var completions: [String]

    /// Describes a directory.
    public init(
        text: String, verdict: Verdict, message: String = "", freeBytes: UInt64? = nil, completions: [String] = []
    ) {
        self.text = text
        self.verdict = verdict
        self.message = message
        self.freeBytes = freeBytes
        self.completions = completions
    }
}
