import Glibc

extension UInt8 {
    static let newline = UInt8(ascii: "\n")
    static let space = UInt8(ascii: " ")
    static let colon = UInt8(ascii: ":")
    static let slash = UInt8(ascii: "/")
    static let equals = UInt8(ascii: "=")
    static let minus = UInt8(ascii: "-")
    static let point = UInt8(ascii: ".")
    static let zero = UInt8(ascii: "0")

    /// Whether the byte parts words within a line: a blank, a tab, or a control character, which no kernel file holds.
    @inline(__always) var isBlank: Bool { self <= .space && self != .newline }
    /// Whether the byte ends a number: blank, newline, or the slash in `2/106`.
    @inline(__always) var endsNumber: Bool { self <= .space || self == .slash }
}

extension Span<UInt8> {
    /// Position of the last closing parenthesis, which ends the name in `/proc/PID/stat`.
    @inline(__always) public var lastParenthesis: Int? {
        withUnsafeBufferPointer { bytes in
            var cursor = bytes.count - 1
            while cursor >= 0, bytes[cursor] != UInt8(ascii: ")") { cursor -= 1 }
            return cursor >= 0 ? cursor : nil
        }
    }

    /// Position of the newline that ends the line at `start`, or the end of the text.
    @inline(__always) func lineEnd(from start: Int) -> Int {
        withUnsafeBufferPointer { bytes in
            guard start < bytes.count, let base = bytes.baseAddress,
                let found = memchr(base + start, 0x0A, bytes.count - start)
            else { return bytes.count }
            return UnsafeRawPointer(found) - UnsafeRawPointer(base)
        }
    }

    /// Position of the first byte at or after `start` that is not blank.
    @inline(__always) func skipBlanks(from start: Int) -> Int {
        var cursor = start
        while cursor < count, self[cursor].isBlank { cursor += 1 }
        return cursor
    }

    /// Position of the first byte at or after `start` that ends a number.
    @inline(__always) func skipNumber(from start: Int) -> Int {
        var cursor = start
        while cursor < count, !self[cursor].endsNumber { cursor += 1 }
        return cursor
    }

    /// Whether the bytes of `other` within `range` stand at `start`.
    @inline(__always) func holds(_ other: [UInt8], _ range: Range<Int>, at start: Int) -> Bool {
        guard start + range.count <= count, range.upperBound <= other.count else { return false }
        return withUnsafeBufferPointer { bytes in
            other.withUnsafeBufferPointer { expected in
                guard let left = bytes.baseAddress, let right = expected.baseAddress else { return range.isEmpty }
                return memcmp(left + start, right + range.lowerBound, range.count) == 0
            }
        }
    }

    /// Whether the bytes within `range` are those of `word`.
    @inline(__always) func reads(_ range: Range<Int>, _ word: [UInt8]) -> Bool {
        range.count == word.count && holds(word, word.indices, at: range.lowerBound)
    }
}
