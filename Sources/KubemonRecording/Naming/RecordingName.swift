/// The name of a recording's directory: letters, digits, `.`, `_`, `-`, at most 64, no leading dot.
///
/// Such a name is a single harmless path component, whoever sent it.
public struct RecordingName: Sendable, Hashable {
    /// The longest name, in characters.
    public static let longest = 64

    /// The name.
    public let text: String

    /// Checks a name.
    ///
    /// - Throws: the first rule that `text` breaks.
    public init(_ text: String) throws(RecordingNameProblem) {
        guard let first = text.unicodeScalars.first else { throw .empty }
        for scalar in text.unicodeScalars where !Self.isAllowed(scalar) { throw .badCharacter(scalar) }
        guard first != "." else { throw .leadingDot }
        guard text.utf8.count <= Self.longest else { throw .tooLong }
        self.text = text
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", ".", "_", "-": true
        default: false
        }
    }
}
