/// Why a CSV file could not be read.
public enum CSVError: Error, Hashable, Sendable {
    /// A quote stands where RFC 4180 allows none, or text follows a closing quote. `line` counts from 1 and is where the
    /// row begins.
    case malformed(line: Int)
    /// The file ends within a row.
    case truncated(line: Int)
    /// The file could not be read.
    case file(FileFailure)
}
