/// How many of the last points are kept for graphs. In a large fleet it is fewer of each: 1000 nodes of 10 containers and 40
/// processes take less than 0.75 KiB for each of these.
struct HistoryLimits: Sendable {
    /// Points of a node of 26 bytes: an hour, or in a large fleet five minutes, at one sample a second.
    let node: Int
    /// Points of a container of 20 bytes.
    let container: Int
    /// The containers and processes whose points are kept; `nil` keeps those of all.
    let entities: Set<EntityKey>?
    /// Points of a process of 2 bytes, and what a sparkline shows of anything.
    static let process = 60
    /// Most points of any container or process; the times of a monitor's ticks, of 8 bytes, are kept once.
    static let longestOfEntity = 300

    /// Nodes with long histories; those that come after them have short ones.
    static let fullNodes = 50
    /// Containers and processes of one monitor with long histories.
    static let fullEntities = 2000

    init(nodes: Int, entities: Set<EntityKey>? = nil) {
        self.entities = entities
        let isFull = nodes <= Self.fullNodes
        node = isFull ? 3600 : 300
        container = isFull ? Self.longestOfEntity : Self.process
    }

    /// The numbers of a node's entities whose points are kept; `nil` keeps all.
    func numbers(of node: String) -> Set<UInt32>? {
        entities.map { Set($0.lazy.filter { $0.node == node }.map(\.number)) }
    }
}
