/// One numbered thing that a monitor sends (R1): ticks, descriptions and events share one sequence per epoch.
public struct StreamItem: Sendable, Equatable {
    /// What is sent.
    public enum Content: Sendable, Equatable {
        /// Entities that appeared or were amended, and the numbers of those that ended.
        case entities([Entity], ended: [UInt32])
        /// One sample.
        case tick(Tick)
        /// Something that happened.
        case event(Event)
        /// A stretch of the sequence that was lost; the item's own number is ``Gap/lastSequence``.
        case gap(Gap)
    }

    /// Position in the epoch, from 1.
    public var sequence: UInt64
    /// What is sent.
    public var content: Content

    /// Creates an item.
    public init(sequence: UInt64, content: Content) {
        self.sequence = sequence
        self.content = content
    }
}
