/// Why the text of a kernel file could not be understood.
///
/// Every case is a trivial value, so throwing one through `throws(ParseError)` neither boxes nor allocates.
/// `line` counts from 1.
public enum ParseError: Error, Hashable, Sendable {
    /// A line holds a key but no value.
    case missingValue(line: Int)
    /// A value is not a number of the expected form.
    case malformedNumber(line: Int)
    /// A value does not fit in 64 bits in its base unit.
    case overflow(line: Int)
    /// Names and values do not belong together, or a device's line has no device.
    case malformedLine(line: Int)

    /// The line that could not be understood.
    public var line: Int {
        switch self {
        case .missingValue(let line), .malformedNumber(let line), .overflow(let line), .malformedLine(let line): line
        }
    }
}
