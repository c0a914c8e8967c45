/// A running CRC-32C (Castagnoli), the checksum of commits and tables (R14).
///
/// Slicing by eight: one table lookup per byte, eight bytes per step.
public struct CRC32C: Sendable, Hashable {
    /// The checksum of the bytes so far.
    public private(set) var value: UInt32

    /// Goes on from a checksum; 0 is that of no bytes.
    public init(_ value: UInt32 = 0) { self.value = value }

    /// The checksum of `bytes`.
    public init(of bytes: Span<UInt8>) {
        value = 0
        update(bytes)
    }

    /// Adds `bytes`.
    public mutating func update(_ bytes: Span<UInt8>) {
        let tables = Self.tables.span
        var crc = ~value
        var position = 0
        while position + 8 <= bytes.count {
            let low =
                crc
                ^ (UInt32(bytes[position]) | UInt32(bytes[position + 1]) << 8 | UInt32(bytes[position + 2]) << 16
                    | UInt32(bytes[position + 3]) << 24)
            crc = tables[0x700 + Int(low & 0xFF)] ^ tables[0x600 + Int(low >> 8 & 0xFF)]
            crc ^= tables[0x500 + Int(low >> 16 & 0xFF)] ^ tables[0x400 + Int(low >> 24)]
            crc ^= tables[0x300 + Int(bytes[position + 4])] ^ tables[0x200 + Int(bytes[position + 5])]
            crc ^= tables[0x100 + Int(bytes[position + 6])] ^ tables[Int(bytes[position + 7])]
            position += 8
        }
        while position < bytes.count {
            crc = tables[Int((crc ^ UInt32(bytes[position])) & 0xFF)] ^ crc >> 8
            position += 1
        }
        value = ~crc
    }

    /// Table `n` (256 entries each) moves a byte past `n` zero bytes.
    private static let tables: [UInt32] = {
        var tables: [UInt32] = (0..<256).map { byte in
            (0..<8).reduce(UInt32(byte)) { crc, _ in crc & 1 == 0 ? crc >> 1 : crc >> 1 ^ 0x82F6_3B78 }
        }
        for index in 256..<2048 {
            let before = tables[index - 256]
            tables.append(before >> 8 ^ tables[Int(before & 0xFF)])
        }
        return tables
    }()
}
