public import KubemonMetrics
public import KubemonSampling

/// Where an agent's samples come from: the kernel, or in tests something whose values are known beforehand.
///
/// Used by one thread at a time.
public protocol SampleSource: AnyObject {
    /// What does not change while the machine runs.
    var facts: NodeFacts { get }
    /// The newest sample. The agent adds the row of the monitor itself.
    var tick: Tick { get set }
    /// Entities that appeared at the newest sample, or were amended.
    var appeared: [Entity] { get }
    /// Numbers of the entities that ended at the newest sample.
    var ended: [UInt32] { get }
    /// What happened at the newest sample.
    var events: [Event] { get }
    /// Kernel files that could not be understood so far.
    var parseErrors: UInt64 { get }
    /// Readable while there is something to do between two samples; -1 if there never is.
    var attention: Int32 { get }
    /// Does what can't wait for the next sample; ``appeared``, ``ended`` and ``events`` then tell of it.
    func attend()
    /// Takes one sample. The properties above then describe it.
    func sample(slot: UInt64)
    /// Describes an entity that the agent has found itself.
    func assign(_ kind: EntityKind, labels: [Entity.Label]) -> Entity
}

extension SampleSource {
    /// Nothing is to be done between samples.
    public var attention: Int32 { -1 }
    /// Does nothing.
    public func attend() {}
}

extension Sampler: SampleSource {}
