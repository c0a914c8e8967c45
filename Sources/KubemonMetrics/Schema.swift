/// The columns of one kind's table, in order.
public struct Schema: Sendable, Hashable {
    /// What a row describes.
    public let kind: EntityKind
    /// One metric per column.
    public let metrics: [Metric]

    /// Creates a schema.
    public init(kind: EntityKind, metrics: [Metric]) {
        self.kind = kind
        self.metrics = metrics
    }

    /// Number of columns.
    public var count: Int { metrics.count }

    /// Position of the metric called `name`. Look it up once, not per sample.
    public func index(of name: String) -> Int? { metrics.firstIndex { $0.name == name } }
}

extension Schema {
    /// The schema of each kind in this version's catalogue, in the order of `EntityKind.allCases`.
    public static let all: [Schema] = EntityKind.allCases.map { kind in
        switch kind {
        case .node: Schema(kind: kind, metrics: Metric.node)
        case .disk: Schema(kind: kind, metrics: Metric.disk)
        case .interface: Schema(kind: kind, metrics: Metric.interface)
        case .container: Schema(kind: kind, metrics: Metric.container)
        case .containerDisk: Schema(kind: kind, metrics: Metric.containerDisk)
        case .process: Schema(kind: kind, metrics: Metric.process)
        case .monitor: Schema(kind: kind, metrics: Metric.monitor)
        }
    }

    /// The schema of `kind` in this version's catalogue.
    public static func of(_ kind: EntityKind) -> Schema { all[kind.index] }

    /// The schemas that have columns: the tables of a recording.
    public static var recorded: [Schema] { all.filter { !$0.metrics.isEmpty } }
}
