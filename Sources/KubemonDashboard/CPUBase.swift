/// What 100 % of CPU is.
enum CPUBase: Sendable {
    /// One CPU, as in htop and docker stats.
    case core
    /// What the container may use.
    case limit
    /// All CPUs of the node.
    case node

    /// Column header that says so.
    var title: String {
        switch self {
        case .core: "CPU%core"
        case .limit: "CPU%lim"
        case .node: "CPU%node"
        }
    }

    /// The next one; only containers have limits.
    func next(hasLimit: Bool) -> CPUBase {
        switch self {
        case .core: hasLimit ? .limit : .node
        case .limit: .node
        case .node: .core
        }
    }
}
