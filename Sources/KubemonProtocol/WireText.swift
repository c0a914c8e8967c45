/// Text from the network, made harmless once, where it enters.
package enum WireText {
    /// `text` without control characters, which could move a terminal's cursor or break a line, without characters that
    /// change the direction of what is read, and without those that nobody sees and that make two names look the same; each
    /// becomes U+FFFD. Cut to `limit` bytes of UTF-8. Bytes that are no UTF-8 never come as far as this: protobuf refuses
    /// them.
    ///
    /// - Parameter keepsLines: whether it may have several lines.
    package static func cleaned(_ text: String, limit: Int = 4096, keepsLines: Bool = false) -> String {
        func isHarmful(_ scalar: Unicode.Scalar) -> Bool { Self.isHarmful(scalar) && !(keepsLines && scalar == "\n") }
        let isClean = text.utf8.count <= limit && text.unicodeScalars.allSatisfy { !isHarmful($0) }
        if isClean { return text }
        var result = ""
        var count = 0
        for scalar in text.unicodeScalars {
            let harmless = isHarmful(scalar) ? "\u{FFFD}" : scalar
            count += UTF8.width(harmless)
            if count > limit { break }
            result.unicodeScalars.append(harmless)
        }
        return result
    }

    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // Control characters; C1 as well, which some terminals obey.
        case 0..<0x20, 0x7F..<0xA0: true
        // Directions of text; separators of lines and paragraphs.
        case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        // Invisible: soft hyphen, zero width space, word joiner, byte order mark, annotations, tags.
        case 0xAD, 0x200B, 0x2060...0x2064, 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F: true
        default: false
        }
    }
}
