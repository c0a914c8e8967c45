/// How much of a run was passed on.
public struct FeedCursor: Sendable, Hashable {
    /// The key group, and where in its bytes.
    let serial: UInt64
    let offset: Int
}
