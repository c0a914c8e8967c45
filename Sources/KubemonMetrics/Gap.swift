/// Samples that were taken, or should have been, and will never arrive (R18).
public struct Gap: Sendable, Hashable {
    /// First missing sequence number of the epoch.
    public var firstSequence: UInt64
    /// Last missing sequence number; below ``firstSequence`` where the number is not known.
    public var lastSequence: UInt64
    /// First missing slot; 0 if unknown.
    public var firstSlot: UInt64
    /// Last missing slot; 0 if unknown.
    public var lastSlot: UInt64
    /// Why, in a few words.
    public var reason: String
    /// Whether what was lost in one piece with it, and came before, has arrived nevertheless: ``firstSlot`` is that of the
    /// whole piece, and slots that have samples may be among these.
    public var isRest = false

    /// Describes a gap.
    public init(firstSequence: UInt64, lastSequence: UInt64, firstSlot: UInt64, lastSlot: UInt64, reason: String) {
        self.firstSequence = firstSequence
        self.lastSequence = lastSequence
        self.firstSlot = firstSlot
        self.lastSlot = lastSlot
        self.reason = reason
    }
}
