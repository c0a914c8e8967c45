import Glibc

/// What this machine is called.
public enum HostName {
    /// The name that the kernel knows; empty if it can't be read.
    public static func current() -> String {
        var bytes = [CChar](repeating: 0, count: 256)
        guard gethostname(&bytes, bytes.count - 1) == 0 else { return "" }
        return String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
