/// How far back one can go, and what that costs.
public struct HistoryExtent: Sendable, Hashable {
    /// Wall clock of the oldest and of the newest sample at hand, nanoseconds since 1970 UTC; 0 if there is none.
    public var oldest: UInt64 = 0
    /// See ``oldest``.
    public var newest: UInt64 = 0
    /// Bytes of memory that are used; 0 where none are kept for it.
    public var bytes = 0
    /// Most bytes that may be used; the oldest samples go first. 0 where none are kept for it.
    public var capacity = 0

    /// Nothing to go back to.
    public init() {}

    /// Whether there is a sample to go back to.
    public var isEmpty: Bool { newest == 0 }
}
