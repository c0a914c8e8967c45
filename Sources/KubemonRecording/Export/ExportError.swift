/// Why a recording could not be exported.
public enum ExportError: Error, Hashable, Sendable {
    /// The recording can't be read.
    case recording(RecordingError)
    /// A row of it is not as it was written. `line` counts from 1.
    case malformed(table: String, line: Int)
    /// Reading it failed.
    case reading(FileFailure)
    /// There is no such node; these are there.
    case unknownNode(String, known: [String])
    /// No container has this id or name.
    case unknownContainer(String)
    /// The range holds no slot of the recording, which begins and ends then.
    case emptyRange(first: String, last: String)
    /// The directory to write exists and holds something.
    case notEmpty
    /// The directory to write lies in the recording.
    case withinRecording
    /// The directory can't be made or used; nothing was written.
    case notBegun(FileFailure)
    /// Writing failed; what was written is incomplete.
    case writing(FileFailure)

    /// What was wrong and what to do, for people.
    ///
    /// - Parameters:
    ///   - recording: the recording as the user named it.
    ///   - out: the directory to write as the user named it.
    public func sentence(recording: String, out: String) -> String {
        switch self {
        case .recording(.damaged(let damage)):
            "\(recording) is damaged: \(damage.sentence) Nothing was exported."
        case .recording(.missing): "there is no recording \(recording); 'kubemon list' shows those there are."
        case .recording(let error): error.sentence(for: recording)
        case .malformed(let table, let line):
            "\(recording) is damaged: line \(line) of \(table) is no row of it. If \(out) was made, it is incomplete; remove it."
        case .reading(let failure):
            "\(recording): \(failure.sentence) If \(out) was made, it is incomplete; remove it."
        case .unknownNode(let name, let known):
            "there is no node '\(name)' in \(recording), only \(known.joined(separator: ", "))."
        case .unknownContainer(let text):
            "no container in \(recording) has the id or name '\(text)'; its entities.csv lists them."
        case .emptyRange(let first, let last):
            "\(recording) holds nothing in that range; it goes from \(first) to \(last), and --from must be before --to."
        case .notEmpty: "\(out) exists and is not empty; choose another directory."
        case .withinRecording: "\(out) lies in the recording, which is never written to; choose another directory."
        case .notBegun(let failure): "\(out): \(failure.sentence) Nothing was exported."
        case .writing(let failure): "\(out): \(failure.sentence) What is there is incomplete; remove it."
        }
    }
}

extension ExportError {
    /// Why a recording can't be played, for people; `recording` as the user named it.
    public func sentence(ofPlaying recording: String) -> String {
        switch self {
        case .recording(.damaged(let damage)): "\(recording) is damaged: \(damage.sentence)"
        case .reading(let failure): "\(recording): \(failure.sentence)"
        default: sentence(recording: recording, out: "")
        }
    }
}
