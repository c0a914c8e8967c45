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
            bytes.append(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte)
        }
    }

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
