/// Text to look for other text in, both without regard to case: as bytes, since ten thousand rows are looked through
/// between a key and its frame.
struct LowerText: Sendable {
    private var bytes: [UInt8] = []

    /// One text.
    init(_ text: String) { append(text) }

    /// Several with a blank between them.
    init(_ texts: [String]) {
        for (index, text) in texts.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: " ")) }
            append(text)
        }
    }

    private mutating func append(_ text: String) {
        let start = bytes.count
        for byte in text.utf8 {
            guard byte < 0x80 else {
                // Other letters have cases too, which only the whole text tells.
                bytes.removeSubrange(start...)
                return bytes.append(contentsOf: text.lowercased().utf8)
            }
            bytes.append(Self.lower(byte))
        }
    }

    /// Whether texts beside each other have to be looked at together to find it.
    var hasBlank: Bool { bytes.contains(UInt8(ascii: " ")) }
    /// Whether a path has to be looked at as a whole to find it.
    var hasSlash: Bool { bytes.contains(UInt8(ascii: "/")) }
    /// Bytes of it.
    var count: Int { bytes.count }

    /// Whether it stands somewhere in `text`, of which nothing is copied where it is ASCII.
    func stands(in text: String) -> Bool {
        guard let first = bytes.first else { return true }
        let span = text.utf8.span
        var start = 0
        while start < span.count {
            let byte = Self.lower(span[start])
            // Other letters have cases too, which only the whole text tells.
            if byte >= 0x80 { return LowerText(text).contains(self) }
            if byte == first, stands(in: span, at: start) { return true }
            start += 1
        }
        return false
    }

    private func stands(in span: Span<UInt8>, at start: Int) -> Bool {
        guard span.count - start >= bytes.count else { return false }
        for index in bytes.indices where Self.lower(span[start + index]) != bytes[index] { return false }
        return true
    }

    private static func lower(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }

    /// Whether `part` stands somewhere in it; an empty one is in every text.
    func contains(_ part: LowerText) -> Bool {
        guard let first = part.bytes.first else { return true }
        let length = part.bytes.count
        guard bytes.count >= length else { return false }
        for start in 0...(bytes.count - length) where bytes[start] == first {
            if bytes[start..<start + length].elementsEqual(part.bytes) { return true }
        }
        return false
    }
}
