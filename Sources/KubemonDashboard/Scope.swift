/// Which containers or processes a table is about.
enum Scope: Sendable, Hashable {
    /// Those of all machines.
    case all
    /// Those of one machine.
    case node(String)
    /// The processes of one container: the identity of its row, and what its processes and the screen call it.
    case container(RowID, shortID: String, name: String)

    /// The machine that it is limited to, or `nil`.
    var node: String? {
        switch self {
        case .all: nil
        case .node(let name): name
        case .container(let id, _, _): id.node
        }
    }

    /// In words: `all`, `node-01`, `node-01 > default/web`.
    var title: String {
        switch self {
        case .all: "all"
        case .node(let name): name
        case .container(let id, _, let name): "\(id.node) > \(name)"
        }
    }
}
