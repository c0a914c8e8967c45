/// What can keep a recording from being made, gone on with or read.
///
/// ``sentence(for:)`` says it to people.
public enum RecordingError: Error, Hashable, Sendable {
    /// The name can't be used.
    case name(RecordingNameProblem)
    /// The directory exists and holds something.
    case notEmpty
    /// There is no such recording.
    case missing
    /// The directory has no manifest: it is no recording, or what makes it one was removed.
    case noManifest
    /// Another process is writing it (R15).
    case locked
    /// It can't be gone on with; nothing in it was changed (R14).
    case damaged(Damage)
    /// It was stopped; only one that was not can be gone on with.
    case finished
    /// A newer version of kubemon wrote it.
    case newerFormat(Int)
    /// A call failed while opening or making it.
    case file(FileFailure)
    /// A write failed: rows since the last commit are gone from the tables and must be sent again (R16).
    /// ``RecordingWriter/recover()`` first.
    case interrupted(FileFailure)
    /// Items came from a source that was not opened.
    case unknownSource
    /// The recording was stopped, or its writer closed.
    case closed

    /// Why a recording can't be gone on with.
    public enum Damage: Hashable, Sendable {
        /// Neither commit file is whole.
        case noCommit
        /// The manifest is missing or unreadable.
        case manifest
        /// A table is missing.
        case missingTable(String)
        /// A table is shorter than the commit says.
        case shortTable(String)
        /// A table is not the file that the commit speaks of.
        case otherFile(String)
        /// A table holds text that is no CSV, or another header.
        case malformedTable(String)
    }
}
