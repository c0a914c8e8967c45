import KubemonMetrics

extension LabelText {
    /// The labels that ``text(of:)`` wrote; those before the first byte that it would not have written.
    static func labels(of text: String) -> [Entity.Label] {
        var rest = Array(text.utf8)[...]
        var labels: [Entity.Label] = []
        guard rest.popFirst() == UInt8(ascii: "{") else { return [] }
        while let key = takeText(&rest), rest.popFirst() == UInt8(ascii: ":"), let value = takeText(&rest) {
            labels.append(Entity.Label(key, value))
            guard rest.popFirst() == UInt8(ascii: ",") else { break }
        }
        return labels
    }

    private static func takeText(_ rest: inout ArraySlice<UInt8>) -> String? {
        guard rest.popFirst() == UInt8(ascii: "\"") else { return nil }
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\"") { return String(decoding: bytes, as: UTF8.self) }
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                continue
            }
            guard let escaped = rest.popFirst() else { return nil }
            switch escaped {
            case UInt8(ascii: "n"): bytes.append(0x0A)
            case UInt8(ascii: "r"): bytes.append(0x0D)
            case UInt8(ascii: "t"): bytes.append(0x09)
            case UInt8(ascii: "u"):
                // Only control characters are written so.
                guard let code = UInt8(String(decoding: rest.prefix(4), as: UTF8.self), radix: 16) else { return nil }
                bytes.append(code)
                rest = rest.dropFirst(4)
            default: bytes.append(escaped)
            }
        }
        return nil
    }
}
