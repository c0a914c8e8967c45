/// Why a text can't be the name of a recording.
public enum RecordingNameProblem: Error, Hashable, Sendable {
    /// There is no text.
    case empty
    /// More than ``RecordingName/longest`` characters.
    case tooLong
    /// It begins with a dot.
    case leadingDot
    /// A character other than letters, digits, `.`, `_` and `-`.
    case badCharacter(Unicode.Scalar)
    /// A path outside the data directory, from someone who is not the local operator.
    case pathNotAllowed
    /// A path with a component `..`, or one that ends nowhere.
    case badPath
}
