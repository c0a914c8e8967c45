/// What the detail view is about.
enum Subject: Sendable, Hashable {
    /// A machine.
    case node(String)
    /// A container, by the identity of its row, and what it was called when it was opened.
    case container(RowID, name: String)
    /// A process, by the identity of its row, and what it was called when it was opened.
    case process(RowID, name: String)

    /// In words.
    var title: String {
        switch self {
        case .node(let name): name
        case .container(let id, let name): "\(id.node) > \(name)"
        case .process(let id, let name): "\(id.node) > \(name)"
        }
    }
}
