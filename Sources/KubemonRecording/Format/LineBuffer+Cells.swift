import KubemonMetrics

extension LineBuffer {
    /// The most bytes that a value takes, its comma included.
    static let longestValue = 22

    static var comma: UInt8 { UInt8(ascii: ",") }
    static var newline: UInt8 { UInt8(ascii: "\n") }

    /// Appends a value as its encoding says (R11). Room for ``longestValue`` bytes must have been reserved.
    mutating func append(_ value: UInt64, as encoding: Metric.Encoding) {
        switch encoding {
        case .integer:
            append(decimal: value)
        case .signed:
            let signed = Int64(bitPattern: value)
            if signed < 0 { append(UInt8(ascii: "-")) }
            append(decimal: signed.magnitude)
        case .hundredths:
            append(decimal: value / 100)
            append(UInt8(ascii: "."))
            append(UInt8(ascii: "0") + UInt8(value % 100 / 10))
            append(UInt8(ascii: "0") + UInt8(value % 10))
        case .limit where value == .max:
            append(text: "max" as StaticString)
        case .limit:
            append(decimal: value)
        // One letter that needs no quotes; anything else came from a peer that is not ours.
        case .letter where value > 0x40 && value < 0x7B:
            append(UInt8(value))
        case .letter:
            break
        }
    }

    /// Appends a number and a comma and makes room for both.
    mutating func append(cell number: UInt64) {
        reserve(Self.longestValue)
        append(decimal: number)
        append(Self.comma)
    }

    /// Appends a text cell without a comma: quoted only where RFC 4180 asks for it, so that it reads back exactly.
    mutating func append(text: String) {
        var text = text
        text.withUTF8 { append(text: $0) }
    }

    /// Appends the bytes of a text cell in the same way, and a comma.
    mutating func append(cell bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBufferPointer { append(text: $0) }
        reserve(1)
        append(Self.comma)
    }

    private mutating func append(text utf8: UnsafeBufferPointer<UInt8>) {
        var quotes = 0
        var isPlain = true
        for byte in utf8 {
            if byte == UInt8(ascii: "\"") { quotes += 1 }
            if byte == UInt8(ascii: "\"") || byte == Self.comma || byte == Self.newline || byte == 0x0D {
                isPlain = false
            }
        }
        if isPlain {
            if let first = utf8.baseAddress { append(from: first, count: utf8.count) }
            return
        }
        reserve(utf8.count + quotes + 2)
        append(UInt8(ascii: "\""))
        for byte in utf8 {
            if byte == UInt8(ascii: "\"") { append(byte) }
            append(byte)
        }
        append(UInt8(ascii: "\""))
    }

    /// Appends a text cell and a comma.
    mutating func append(cell text: String) {
        append(text: text)
        reserve(1)
        append(Self.comma)
    }

    /// Appends `count` empty cells with their commas.
    mutating func append(emptyCells count: Int) {
        reserve(count)
        for _ in 0..<count { append(Self.comma) }
    }

    /// Ends the line: the last cell's comma becomes a newline.
    mutating func endLine() {
        replaceLast(with: Self.newline)
    }
}
