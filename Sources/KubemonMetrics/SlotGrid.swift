/// The wall-aligned grid on which all nodes sample at the same instants (R1).
public struct SlotGrid: Sendable, Hashable {
    /// Length of a slot in nanoseconds.
    public let interval: UInt64

    /// The shortest and the longest interval allowed: 0.1 s and 1 h, in nanoseconds.
    public static let allowed: ClosedRange<UInt64> = 100_000_000...3_600_000_000_000

    /// A grid of slots of `interval` nanoseconds.
    ///
    /// - Precondition: `interval` is in ``allowed``.
    public init(interval: UInt64) {
        precondition(Self.allowed.contains(interval), "interval out of range")
        self.interval = interval
    }

    /// The slot that `wall` lies in.
    public func slot(at wall: UInt64) -> UInt64 { wall / interval }

    /// Whether the tick's slot is the one that it was read in. A sample is taken within half a slot of its beginning; one of
    /// another grid has a number that means another time here.
    public func holds(_ tick: Tick) -> Bool {
        let slot = slot(at: tick.wall)
        return tick.slot > 0 && tick.slot <= slot + 1 && slot <= tick.slot + 1
    }

    /// When `slot` begins, nanoseconds since 1970 UTC.
    public func start(of slot: UInt64) -> UInt64 { slot * interval }
}
