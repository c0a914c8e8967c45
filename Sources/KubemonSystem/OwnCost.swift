import CLinux
import Glibc

/// What this process costs. Keeps its file open.
public final class OwnCost: Sendable {
    private let statm = kubemon_open(AT_FDCWD, "/proc/self/statm")
    private let pageSize = UInt64(max(0, sysconf(Int32(_SC_PAGESIZE))))

    /// Opens the file.
    public init() {}

    deinit { if statm >= 0 { close(statm) } }

    /// CPU time in user mode and in the kernel, microseconds (getrusage), and resident memory, bytes (statm).
    public func read() -> (user: UInt64, system: UInt64, resident: UInt64?) {
        var usage = rusage()
        getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
        return (Self.microseconds(usage.ru_utime), Self.microseconds(usage.ru_stime), resident())
    }

    private func resident() -> UInt64? {
        var text = [UInt8](repeating: 0, count: 128)
        let count = pread(statm, &text, text.count, 0)
        guard count > 0 else { return nil }
        let fields = text[..<count].split(separator: UInt8(ascii: " "))
        guard fields.count > 1, let pages = UInt64(String(decoding: fields[1], as: UTF8.self)) else { return nil }
        return pages * pageSize
    }

    private static func microseconds(_ time: timeval) -> UInt64 {
        UInt64(time.tv_sec) * 1_000_000 + UInt64(time.tv_usec)
    }
}
