/// The views, by the digit that opens them.
public enum ViewKind: Int, CaseIterable, Sendable {
    /// The machines.
    case nodes = 1
    /// The containers of all machines or of one.
    case containers = 2
    /// The processes of all machines or of one container.
    case processes = 3
    /// One container, process or machine with its history.
    case detail = 4
    /// The running recording and the ones on disk.
    case recordings = 5
    /// The connections.
    case monitors = 6
    /// What happened.
    case events = 7

    /// Name in the line of tabs.
    public var title: String {
        switch self {
        case .nodes: "Nodes"
        case .containers: "Containers"
        case .processes: "Processes"
        case .detail: "Detail"
        case .recordings: "Recordings"
        case .monitors: "Monitors"
        case .events: "Events"
        }
    }

    /// Name where there is little room.
    var shortTitle: String {
        switch self {
        case .nodes: "Nodes"
        case .containers: "Ctrs"
        case .processes: "Procs"
        case .detail: "Det"
        case .recordings: "Rec"
        case .monitors: "Mon"
        case .events: "Ev"
        }
    }

    /// The view `step` tabs further, around the end.
    func neighbour(_ step: Int) -> ViewKind {
        let all = Self.allCases
        let index = all.firstIndex(of: self) ?? 0
        return all[(index + step + all.count) % all.count]
    }
}
