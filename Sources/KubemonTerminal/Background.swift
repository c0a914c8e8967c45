import Glibc

/// Which theme can be read on the ground of a terminal, by what the terminal or its environment says of it.
enum Background {
    /// The question to the terminal (OSC 11), and one behind it that nearly every terminal answers (primary device
    /// attributes): with that answer it is known that no other comes.
    static let question = "\u{1B}]11;?\u{1B}\\\u{1B}[c"

    /// From this relative luminance on, as WCAG 2 computes it, the light theme's faintest text is easier to read than the
    /// dark theme's: where (ground + 0.05)² is the product of both texts' luminances, each with 0.05 added.
    private static let lightest = 0.21

    /// The theme for a ground of these parts, each 0 to 1.
    static func theme(red: Double, green: Double, blue: Double) -> TerminalOptions.Theme {
        let parts = [red, green, blue].map { $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] < lightest ? .dark : .light
    }

    /// What a string of the terminal, without its begin and end, says: `11;rgb:RRRR/GGGG/BBBB` with one to four digits
    /// for each part, or `11;rgba:` with how opaque it is as the fourth; `nil` if it is anything else.
    static func theme(answer: some Collection<UInt8>) -> TerminalOptions.Theme? {
        for (start, count) in [("11;rgb:", 3), ("11;rgba:", 4)] where answer.starts(with: start.utf8) {
            let parts = answer.dropFirst(start.utf8.count)
                .split(separator: UInt8(ascii: "/"), maxSplits: count, omittingEmptySubsequences: false)
                .map { part($0) }
            guard parts.count == count, !parts.contains(nil) else { return nil }
            let known = parts.compactMap(\.self)
            return theme(red: known[0], green: known[1], blue: known[2])
        }
        return nil
    }

    private static func part(_ digits: some Collection<UInt8>) -> Double? {
        guard (1...4).contains(digits.count) else { return nil }
        var value = 0
        for byte in digits {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            value = value << 4 | digit
        }
        return Double(value) / Double(1 << (4 * digits.count) - 1)
    }

    /// What `COLORFGBG` says, which rxvt and Konsole set: the last number is that of the ground among the first 16 colours.
    static func theme(environment text: String) -> TerminalOptions.Theme? {
        let parts = text.split(separator: ";", omittingEmptySubsequences: false)
        guard parts.count > 1, let last = parts.last, let number = Int(last) else { return nil }
        switch number {
        case 0...6, 8: return .dark
        case 7, 9...15: return .light
        default: return nil
        }
    }
}
