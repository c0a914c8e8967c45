import KubemonRecording
import NIOCore

/// A file of a spool: a mark, then records of length, checksum and frames of the protocol.
enum SpoolRecords {
    /// What stands at the beginning of a file.
    static let mark = Array("KBMSPOL1".utf8)
    /// Length and CRC-32C of length and contents, both little endian.
    static let headerLength = 8
    /// Longest record that is believed; descriptions at the beginning of a group can be many.
    static let longest = 256 << 20

    /// How a file ends.
    enum End: Equatable {
        /// With a whole record.
        case whole
        /// In the middle of a record: its writer died.
        case torn
        /// Something in it is not what was written. So many whole records can be found behind, at least one.
        case damaged(later: Int)
    }

    /// Appends a record.
    static func append(_ frame: ByteBuffer, to bytes: inout [UInt8]) {
        let length = littleEndian(UInt32(frame.readableBytes))
        var checksum = CRC32C(of: length.span)
        let contents = Array(frame.readableBytesView)
        checksum.update(contents.span)
        bytes += length
        bytes += littleEndian(checksum.value)
        bytes += contents
    }

    /// The records of a file up to the first that is not whole, how the file ends, and where the last whole record does.
    static func parse(_ bytes: [UInt8]) -> (frames: [ByteBuffer], end: End, length: Int) {
        guard bytes.count >= mark.count else { return ([], .torn, 0) }
        guard bytes.starts(with: mark) else {
            return (
                [], bytes.allSatisfy { $0 == 0 } ? .torn : .damaged(later: max(1, count(bytes, from: mark.count))), 0
            )
        }
        var frames: [ByteBuffer] = []
        var position = mark.count
        while position < bytes.count {
            guard let next = end(of: position, in: bytes) else {
                return (frames, ending(bytes, at: position), position)
            }
            frames.append(ByteBuffer(bytes: bytes[(position + headerLength)..<next]))
            position = next
        }
        return (frames, .whole, position)
    }

    /// Where the whole record at `position` ends; `nil` if it is none.
    private static func end(of position: Int, in bytes: [UInt8]) -> Int? {
        let contents = position + headerLength
        guard contents <= bytes.count, let length = length(at: position, in: bytes), contents + length <= bytes.count
        else { return nil }
        var checksum = CRC32C(of: bytes.span.extracting(position..<(position + 4)))
        checksum.update(bytes.span.extracting(contents..<(contents + length)))
        return number(at: position + 4, in: bytes) == checksum.value ? contents + length : nil
    }

    private static func length(at position: Int, in bytes: [UInt8]) -> Int? {
        let length = Int(number(at: position, in: bytes))
        return length > 0 && length <= longest ? length : nil
    }

    /// Why there is no whole record at `position`.
    private static func ending(_ bytes: [UInt8], at position: Int) -> End {
        let rest = bytes[position...]
        // A file system may have made room for what was never written.
        if rest.count < headerLength || rest.allSatisfy({ $0 == 0 }) { return .torn }
        guard let length = length(at: position, in: bytes) else { return .damaged(later: 1) }
        let next = position + headerLength + length
        return next > bytes.count ? .torn : .damaged(later: 1 + count(bytes, from: next))
    }

    /// How many whole records follow one another from `position` on.
    private static func count(_ bytes: [UInt8], from position: Int) -> Int {
        var (position, count) = (position, 0)
        while position < bytes.count, let next = end(of: position, in: bytes) { (position, count) = (next, count + 1) }
        return count
    }

    private static func number(at position: Int, in bytes: [UInt8]) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(bytes[position + $1]) << UInt32($1 * 8) }
    }

    private static func littleEndian(_ number: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> UInt32($0 * 8)) }
    }
}
