/// Text from the network, made harmless once, where it enters.
package enum WireText {
    /// `text` without control characters, which could move a terminal's cursor or break a line, and without
    /// bidirectional overrides, which could make it read differently; each becomes U+FFFD. Cut to `limit` bytes of UTF-8.
    package static func cleaned(_ text: String, limit: Int = 4096) -> String {
        let isClean = text.utf8.count <= limit && text.unicodeScalars.allSatisfy { !isHarmful($0) }
        if isClean { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            let harmless = isHarmful(scalar) ? "\u{FFFD}" : scalar
            if result.utf8.count + String(harmless).utf8.count > limit { break }
            result.unicodeScalars.append(harmless)
        }
        return result
    }

    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x202A...0x202E, 0x2028, 0x2029, 0x2066...0x2069: true
        default: false
        }
    }
}
