/// Which histories a snapshot should hold: those that are on the screen. All others stay in the store.
public struct HistoryRequest: Sendable, Hashable {
    /// The node whose graphs are shown, or `nil`.
    public var node: String?
    /// The container or process whose graphs are shown, or `nil`.
    public var subject: EntityKey?
    /// The container that counts the network of the subject's pod, or `nil` if the subject counts its own.
    public var network: EntityKey?
    /// The containers and processes beside which a small curve of CPU is shown.
    public var recent: [EntityKey] = []

    /// All containers and processes that are asked for.
    public var entities: Set<EntityKey> { Set(recent + [subject, network].compactMap(\.self)) }

    /// Asks for the history of one node, or for none.
    public init(node: String? = nil) { self.node = node }
}
