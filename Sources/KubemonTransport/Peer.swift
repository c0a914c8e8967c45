/// Who is at the other end of a connection.
public enum Peer: Sendable, Hashable {
    /// Nobody can say: the connection is plain TCP, or this end is the client.
    case unknown
    /// The holder of a key.
    case key(Grant)

    /// Whether the other end may act in `role`. On plain TCP everybody may do everything.
    public func may(_ role: Grant.Role) -> Bool {
        switch self {
        case .unknown: true
        case .key(let grant): grant.role == role
        }
    }

    /// What the other end's key allows, or `nil` on plain TCP.
    public var grant: Grant? {
        if case .key(let grant) = self { grant } else { nil }
    }
}
