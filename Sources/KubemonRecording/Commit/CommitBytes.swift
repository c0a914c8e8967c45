/// Puts and takes the little-endian numbers and short texts of a commit record. Taking never traps on broken bytes.
struct CommitBytes {
    /// All bytes put so far, or all that there are to take.
    private(set) var all: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8] = []) { all = bytes }

    mutating func put(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.littleEndian) { all.append(contentsOf: $0) }
    }

    mutating func put(_ text: String) {
        let utf8 = Array(text.utf8.prefix(Int(UInt16.max)))
        put(UInt16(utf8.count))
        all.append(contentsOf: utf8)
    }

    /// Writes the number of bytes so far plus `extra` at `offset`.
    mutating func setLength(at offset: Int, extra: Int) {
        let length = UInt32(all.count + extra)
        for index in 0..<4 { all[offset + index] = UInt8(truncatingIfNeeded: length >> UInt32(index * 8)) }
    }

    /// Forgets the bytes from an offset on.
    mutating func cut(to count: Int) { all.removeLast(all.count - count) }

    mutating func takeUInt8() -> UInt8? { take(UInt8.self) }
    mutating func takeUInt32() -> UInt32? { take(UInt32.self) }
    mutating func takeUInt64() -> UInt64? { take(UInt64.self) }

    mutating func takeText() -> String? {
        guard let count = take(UInt16.self), position + Int(count) <= all.count else { return nil }
        defer { position += Int(count) }
        return String(decoding: all[position..<position + Int(count)], as: UTF8.self)
    }

    private mutating func take<Number: FixedWidthInteger>(_: Number.Type) -> Number? {
        let width = Number.bitWidth / 8
        guard position + width <= all.count else { return nil }
        var number: Number = 0
        for index in (0..<width).reversed() { number = number << 8 | Number(all[position + index]) }
        position += width
        return number
    }
}
