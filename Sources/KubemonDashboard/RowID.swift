/// Identity of a row that outlives the snapshot. Made of parts, so that none of ten thousand rows needs a text of its own.
struct RowID: Hashable, Comparable, Sendable {
    /// Node that it belongs to; empty if it is none's.
    var node = ""
    /// Name or id within the node.
    var name: String
    /// What tells it from others without a name.
    var number: UInt64 = 0

    static func < (left: RowID, right: RowID) -> Bool {
        (left.node, left.name, left.number) < (right.node, right.name, right.number)
    }
}
