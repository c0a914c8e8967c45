/// Something a container runtime said.
public enum RuntimeNews: Sendable, Hashable {
    /// What is known of a container, anew whenever it changed.
    case described(ContainerDescription)
    /// The runtime announced a start; `wall` is its clock in nanoseconds since the epoch. The description holds what the
    /// announcement itself says, since the container may be gone before anybody asks.
    case started(ContainerDescription, wall: UInt64)
    /// The runtime announced an end; the exit code is nil where it gave none.
    case ended(id: String, exitCode: Int32?, wall: UInt64)
    /// The kernel killed a process of the container for want of memory. One kill may be announced several times.
    case oomKilled(id: String, wall: UInt64)
    /// One sentence for people; each cause is said once until it was healed.
    case trouble(String)
}
