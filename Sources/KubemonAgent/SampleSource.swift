public import KubemonMetrics

/// Where an agent's samples come from: the kernel, or in tests something whose values are known beforehand.
///
/// Used by one thread.
public protocol SampleSource: AnyObject {
    /// What does not change while the machine runs.
    var facts: NodeFacts { get }
    /// Takes one sample. The properties below then describe it.
    func sample(slot: UInt64)
    /// The sample. The agent adds the row of the monitor itself.
    var tick: Tick { get set }
    /// Entities that appeared since the sample before, or were amended.
    var appeared: [Entity] { get }
    /// Numbers of the entities that ended since the sample before.
    var ended: [UInt32] { get }
    /// What happened since the sample before.
    var events: [Event] { get }
    /// Kernel files that could not be understood so far.
    var parseErrors: UInt64 { get }
    /// A number for an entity that the agent describes itself.
    func makeEntityNumber() -> UInt32
}
