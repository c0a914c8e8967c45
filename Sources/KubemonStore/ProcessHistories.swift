import KubemonMetrics

/// What the processes of a monitor used of CPU in the last ticks, in one block of memory: there are many, and of each
/// only a hundred bytes are kept.
struct ProcessHistories: Sendable {
    private static let limit = HistoryLimits.process

    /// Where the values of each process lie, in units of ``limit``.
    private var places: [UInt32: Int32] = [:]
    /// Places of processes that have ended.
    private var free: [Int32] = []
    /// The value of a tick lies at the tick's number modulo ``limit``; where there was no row it is absent.
    private var values: [PlotValue] = []
    private var tick = -1

    /// A tick begins, whose number is one above that of the last.
    mutating func begin(_ tick: Int) {
        self.tick = tick
        for index in stride(from: tick % Self.limit, to: values.count, by: Self.limit) { values[index] = .absent }
    }

    /// Whether something is kept of a process.
    func contains(_ number: UInt32) -> Bool { places[number] != nil }

    /// Adds the value of a process in this tick; NaN is a row without one.
    mutating func append(_ value: Float, of number: UInt32) {
        let place = places[number] ?? add(number)
        values[Int(place) * Self.limit + tick % Self.limit] = PlotValue(value)
    }

    private mutating func add(_ number: UInt32) -> Int32 {
        let place = free.popLast() ?? Int32(values.count / Self.limit)
        places[number] = place
        let begin = Int(place) * Self.limit
        if begin == values.count {
            // An array that grows by itself takes up to twice what it needs.
            if values.capacity < begin + Self.limit { values.reserveCapacity(begin + begin / 8 + Self.limit) }
            values.append(contentsOf: repeatElement(.absent, count: Self.limit))
        } else {
            for index in begin..<begin + Self.limit { values[index] = .absent }
        }
        return place
    }

    /// Makes room for so many processes and no more.
    mutating func reserve(_ count: Int) {
        if values.isEmpty { values.reserveCapacity(count * Self.limit) }
    }

    /// Forgets a process.
    mutating func remove(_ number: UInt32) { if let place = places.removeValue(forKey: number) { free.append(place) } }

    /// Forgets all but these.
    mutating func keep(only isAlive: (UInt32) -> Bool) {
        for number in places.keys.filter({ !isAlive($0) }) { remove(number) }
    }

    /// The ticks from the first in which a process had a row to the last, as far as they are kept, and its values.
    func values(of number: UInt32) -> (first: Int, values: ArraySlice<PlotValue>)? {
        guard let place = places[number] else { return nil }
        let first = max(0, tick + 1 - Self.limit)
        let all = (first..<max(first, tick + 1)).map { values[Int(place) * Self.limit + $0 % Self.limit] }
        guard let begin = all.firstIndex(where: { $0 != .absent }), let end = all.lastIndex(where: { $0 != .absent })
        else { return nil }
        return (first + begin, all[begin...end])
    }
}
