/// A line of text in pieces, each with its meaning.
public struct StyledText: Sendable, Hashable, ExpressibleByStringLiteral {
    /// One piece.
    public struct Run: Sendable, Hashable {
        /// Its text.
        public var text: String
        /// Its meaning.
        public var style: Style
    }

    /// The pieces in order.
    public private(set) var runs: [Run]

    /// A line of one piece, or an empty one.
    public init(_ text: String = "", _ style: Style = .plain) {
        runs = text.isEmpty ? [] : [Run(text: text, style: style)]
    }

    /// A line of one plain piece.
    public init(stringLiteral value: String) { self.init(value) }

    /// Columns that it takes.
    public var width: Int { runs.reduce(0) { $0 + TextWidth.of($1.text) } }
    /// Whether there is nothing to show.
    public var isEmpty: Bool { runs.isEmpty }
    /// Its text without meaning.
    public var text: String { runs.map(\.text).joined() }

    /// Appends a piece.
    public mutating func append(_ text: String, _ style: Style = .plain) {
        if !text.isEmpty { runs.append(Run(text: text, style: style)) }
    }

    /// The line followed by another piece.
    public func adding(_ text: String, _ style: Style = .plain) -> StyledText {
        var copy = self
        copy.append(text, style)
        return copy
    }

    /// Two lines, one after the other.
    public static func + (left: StyledText, right: StyledText) -> StyledText {
        var copy = left
        copy.runs += right.runs
        return copy
    }
}
