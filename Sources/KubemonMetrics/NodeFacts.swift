/// What does not change while a machine runs. Stands in the manifest of a recording and in the console.
public struct NodeFacts: Sendable, Hashable {
    /// Name of the node (R10); the host name unless the user chose another.
    public var node = ""
    /// Random id of this boot (`/proc/sys/kernel/random/boot_id`); empty if unreadable.
    public var bootID = ""
    /// `/etc/machine-id`; empty if unreadable.
    public var machineID = ""
    /// Kernel release, as in `uname -r`.
    public var kernel = ""
    /// Name of the distribution (`PRETTY_NAME` of `/etc/os-release`); empty if unreadable.
    public var operatingSystem = ""
    /// Number of CPUs that are online.
    public var cpus: UInt32 = 0
    /// Physical memory in bytes.
    public var memory: UInt64 = 0
    /// Size of a memory page in bytes.
    public var pageSize: UInt32 = 0
    /// Clock ticks of user space per second.
    public var ticksPerSecond: UInt32 = 0
    /// When the machine booted, seconds since 1970 UTC.
    public var bootTime: UInt64 = 0
    /// `v1`, `hybrid` or `v2`; empty without cgroups.
    public var cgroup = ""
    /// Version of the monitor.
    public var version = ""

    /// Facts of which nothing is known yet.
    public init() {}
}
