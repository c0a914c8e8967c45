import KubemonScreen
import KubemonTerminal

/// Bytes that a terminal sends, or somebody pastes: no sequence keeps the decoder waiting for ever, none is text with
/// control characters.
enum Keys {
    static func run(_ bytes: [UInt8]) {
        var decoder = KeyDecoder()
        for byte in bytes {
            decoder.feed(CollectionOfOne(byte))
            while let key = decoder.next() { check(key) }
        }
        if let key = decoder.expire() { check(key) }
        precondition(decoder.patience == nil, "the decoder waits although its time is over")
    }

    private static func check(_ key: Key) {
        guard case .paste(let text) = key else { return }
        precondition(
            !text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }, "pasted text was not cleaned")
    }
}
