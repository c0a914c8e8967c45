/// The parts of `/proc/PID/status` that tell who a process is; its numbers are read by a ``FileParser``.
///
/// Source: https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
public struct ProcessStatus: Sendable, Hashable {
    /// Real user id, the first number behind `Uid:`; 0 if the line is missing.
    public private(set) var user: UInt32 = 0
    /// The process's number in the innermost of its pid namespaces, the last one behind `NSpid:`; 0 if it is only in the
    /// machine's own.
    public private(set) var innerPid: UInt32 = 0

    /// Reads the text of the file. Its first line, the name, can't hold a newline: the kernel escapes it.
    public init(_ text: Span<UInt8>) {
        var cursor = 0
        while cursor < text.count {
            let end = text.lineEnd(from: cursor)
            if text.holds(Self.userKey, Self.userKey.indices, at: cursor) {
                user = Self.number(in: text, at: text.skipBlanks(from: cursor + Self.userKey.count))
            } else if text.holds(Self.pidKey, Self.pidKey.indices, at: cursor) {
                innerPid = Self.lastNumber(in: text, from: cursor + Self.pidKey.count, to: end)
            }
            cursor = end + 1
        }
    }

    private static let userKey = Array("Uid:".utf8)
    private static let pidKey = Array("NSpid:".utf8)

    private static func lastNumber(in text: Span<UInt8>, from start: Int, to end: Int) -> UInt32 {
        var (cursor, count, last) = (text.skipBlanks(from: start), 0, UInt32(0))
        while cursor < end {
            let next = text.skipNumber(from: cursor)
            guard next > cursor else { break }
            last = number(in: text, at: cursor)
            count += 1
            cursor = text.skipBlanks(from: next)
        }
        return count > 1 ? last : 0
    }

    private static func number(in text: Span<UInt8>, at start: Int) -> UInt32 {
        var (value, cursor): (UInt32, Int) = (0, start)
        while cursor < text.count, case let digit = text[cursor] &- .zero, digit < 10 {
            value = value &* 10 &+ UInt32(digit)
            cursor += 1
        }
        return value
    }
}
