import Glibc

/// Why a file of keys can't be used, as one sentence for people.
public struct KeyFileError: Error, Equatable {
    /// What is wrong and what to do.
    public let sentence: String

    /// An error that says so.
    public init(_ sentence: String) { self.sentence = sentence }

    static func system(_ path: String, _ verb: String) -> KeyFileError {
        KeyFileError("\(path) can't be \(verb): \(String(cString: strerror(errno)).lowercased())")
    }
}
