/// Numbers of variable length, 7 bits per byte, low bits first, as protobuf has them.
enum Varint {
    /// Appends `value`.
    static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// Reads the number at `cursor` and moves the cursor behind it.
    ///
    /// - Throws: ``ProtocolError/malformedRows`` where the bytes end inside it or it needs more than 64 bits.
    static func read(_ bytes: Span<UInt8>, at cursor: inout Int) throws(ProtocolError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while cursor < bytes.count {
            let byte = bytes[cursor]
            cursor += 1
            guard shift < 63 || byte <= 1 else { throw .malformedRows }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        throw .malformedRows
    }

    /// Maps differences near 0, of either sign, to small numbers.
    static func zigzag(_ difference: UInt64) -> UInt64 {
        let signed = Int64(bitPattern: difference)
        return UInt64(bitPattern: (signed << 1) ^ (signed >> 63))
    }

    /// Undoes ``zigzag(_:)``.
    static func unzigzag(_ value: UInt64) -> UInt64 { (value >> 1) ^ (0 &- (value & 1)) }
}
