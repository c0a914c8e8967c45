/// The parts of `/proc/PID/stat` that tell what a process is; its numbers are read by a ``FileParser``.
///
/// Source: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
public struct ProcessStat: Sendable, Hashable {
    /// Where the name stands in the text; it may hold anything, parentheses and newlines too.
    public let name: Range<Int>
    /// Field 22: when the process started, ticks since boot. With the pid this identifies a process.
    public let start: UInt64
    /// Whether it is a thread of the kernel: PF_KTHREAD in field 9.
    public let isKernelThread: Bool

    /// Reads the text of the file; `nil` if it is not one.
    public init?(_ text: Span<UInt8>) {
        guard let name = Self.name(in: text) else { return nil }
        self.name = name
        var (cursor, field) = (text.skipBlanks(from: name.upperBound + 1), 3)
        var flags: UInt64 = 0
        while cursor < text.count, field < 22 {
            if field == 9 { flags = Self.number(in: text, at: cursor) }
            cursor = text.skipBlanks(from: text.skipNumber(from: cursor))
            field += 1
        }
        guard cursor < text.count, text[cursor] &- .zero < 10 else { return nil }
        start = Self.number(in: text, at: cursor)
        isKernelThread = flags & 0x0020_0000 != 0
    }

    /// Where the name stands; all that is wanted of a file that was kept open, since it can't be another process's.
    public static func name(in text: Span<UInt8>) -> Range<Int>? {
        guard let close = text.lastParenthesis else { return nil }
        var open = 0
        while open < close, text[open] != UInt8(ascii: "(") { open += 1 }
        return open < close ? open + 1..<close : nil
    }

    private static func number(in text: Span<UInt8>, at start: Int) -> UInt64 {
        var (value, cursor): (UInt64, Int) = (0, start)
        while cursor < text.count, case let digit = text[cursor] &- .zero, digit < 10 {
            value = value &* 10 &+ UInt64(digit)
            cursor += 1
        }
        return value
    }
}
