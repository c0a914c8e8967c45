/// One label of a container, as its runtime says it.
public struct ContainerLabel: Sendable, Hashable {
    /// The label's name; at most ``LabelSelection/longestText`` bytes.
    public var key: String
    /// What it says; at most ``LabelSelection/longestText`` bytes.
    public var value: String

    /// Creates a label.
    public init(key: String, value: String) { (self.key, self.value) = (key, value) }
}
