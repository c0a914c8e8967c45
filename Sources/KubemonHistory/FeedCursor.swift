/// How much of a run was passed on.
public struct FeedCursor: Sendable, Hashable {
    /// The key group, and where in its bytes.
    let serial: UInt64
    let offset: Int
    /// Whether what was before the reader came is still being passed on.
    let isInPast: Bool
}
