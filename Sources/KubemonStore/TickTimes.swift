/// When the last ticks of a node or monitor were read: what the curves of everything in them share.
///
/// Ticks are counted from 0, and a ``HistoryRing`` says by that number which tick a value is of.
struct TickTimes: Sendable {
    /// Most that are kept.
    let limit: Int
    private var walls: [UInt64] = []
    /// Ticks since the beginning, those that are no longer kept too.
    private(set) var count = 0

    init(limit: Int) {
        self.limit = limit
        // An array that grows by itself takes up to twice what it needs.
        walls.reserveCapacity(limit)
    }

    /// Adds a tick, forgets the oldest above the limit, and returns the tick's number.
    mutating func append(_ wall: UInt64) -> Int {
        if walls.count < limit { walls.append(wall) } else { walls[count % limit] = wall }
        count += 1
        return count - 1
    }

    /// Wall clock of a tick, ns since 1970 UTC; `nil` if it is no longer kept.
    subscript(tick: Int) -> UInt64? {
        guard tick >= 0, tick < count, tick >= count - walls.count else { return nil }
        return walls[tick % limit]
    }
}
