import Glibc

/// How many files this process may have open.
///
/// A sampler keeps about thirty per container and five per process, and many systems begin with a limit of 1024.
public enum DescriptorLimit {
    /// Raises the soft limit to the hard one, which needs no privilege, and returns the limit in force. For the start of
    /// a program: the limit is the whole process's.
    @discardableResult
    public static func raise() -> UInt64 {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 0 }
        let before = limit.rlim_cur
        limit.rlim_cur = limit.rlim_max
        guard setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return UInt64(before) }
        return UInt64(limit.rlim_cur)
    }

    /// The limit in force.
    static var current: Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 256 }
        return Int(clamping: UInt64(limit.rlim_cur))
    }
}
