/// What turns a kernel's number into a base unit.
public enum Scale: Sendable, Hashable {
    /// Taken as it is.
    case one
    /// Clock ticks of user space (`USER_HZ`, 100 per second nearly everywhere) into microseconds.
    case userTicks
    /// Nanoseconds into microseconds, rounded down.
    case nanoseconds
    /// Milliseconds into microseconds.
    case milliseconds
    /// Units of 1024 bytes, which the kernel writes `kB`, into bytes.
    case kibibytes
    /// Memory pages into bytes.
    case pages
    /// Disk sectors, which are 512 bytes in every kernel interface, into bytes.
    case sectors
    /// A decimal number with two digits after the point into hundredths.
    case hundredths
    /// CPU shares of cgroup v1 (2 to 262144) into weights of v2 (1 to 10000), as container runtimes convert them.
    case cpuShares
}
