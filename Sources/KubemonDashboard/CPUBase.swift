/// What 100 % of CPU is.
enum CPUBase: Sendable {
    /// All CPUs of the node.
    case node
    /// One CPU.
    case core

    /// Column header that says so.
    var title: String { self == .node ? "CPU%node" : "CPU%core" }
    /// The other one.
    var other: CPUBase { self == .node ? .core : .node }
}
