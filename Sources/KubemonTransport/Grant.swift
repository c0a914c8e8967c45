/// What the holder of a key may do.
public struct Grant: Sendable, Hashable {
    /// The two things that a key can be good for.
    public enum Role: String, Sendable, CaseIterable {
        /// Sends samples, gives no commands.
        case monitor
        /// Gives commands, sends no samples.
        case control
    }

    /// Name of the key.
    public var identity: String
    /// What it is good for.
    public var role: Role
    /// The only node that a monitor with this key may be (R10); `nil` if it may be any.
    public var node: String?

    /// Describes a grant.
    public init(identity: String, role: Role, node: String? = nil) {
        self.identity = identity
        self.role = role
        self.node = node
    }
}
