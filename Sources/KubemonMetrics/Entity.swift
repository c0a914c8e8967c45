/// Something that has rows: a node, disk, interface, container, process or monitor.
public struct Entity: Sendable, Hashable {
    /// One named property.
    public struct Label: Sendable, Hashable {
        /// Name of the property, in snake case.
        public let key: String
        /// Its value; any text.
        public let value: String

        /// Creates a label.
        public init(_ key: String, _ value: String) {
            self.key = key
            self.value = value
        }
    }

    /// Number that is unique within the monitor's epoch, over all kinds, and never used again.
    public let number: UInt32
    /// What it is.
    public let kind: EntityKind
    /// What is known of it. The keys in ``EntityKind/identity`` become columns of every row, the others stand in
    /// `entities.csv`. A later description of the same number replaces all labels (an amendment).
    public var labels: [Label]

    /// Describes an entity.
    public init(number: UInt32, kind: EntityKind, labels: [Label] = []) {
        self.number = number
        self.kind = kind
        self.labels = labels
    }

    /// The value of the label called `key`, or `nil`.
    public subscript(key: String) -> String? { labels.first { $0.key == key }?.value }
}
