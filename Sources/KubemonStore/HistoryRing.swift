import KubemonMetrics

/// The last values of several series of one node, container or process, in one block of memory; their times are in
/// ``TickTimes``.
struct HistoryRing: Sendable {
    private let limit: Int32
    /// Values of a point.
    let series: Int32
    /// The tick that the first value was of, whose place is the first.
    private var first: Int
    /// The tick after that of the last value.
    private var next: Int
    private var values: [PlotValue] = []

    /// Creates one for the values of so many series, beginning with a tick.
    init(series: Int, limit: Int, from tick: Int) {
        self.series = Int32(series)
        self.limit = Int32(limit)
        (first, next) = (tick, tick)
        // An array that grows by itself takes up to twice what it needs.
        values.reserveCapacity(limit * series)
    }

    /// Adds the values of a tick, a value per series, NaN where there is none, and forgets the oldest above the limit.
    mutating func append(_ point: Span<Float>, at tick: Int) {
        if tick - next >= limit {
            values.removeAll(keepingCapacity: true)
            (first, next) = (tick, tick)
        }
        while next < tick { write { _ in .absent } }
        write { PlotValue(point[$0]) }
    }

    private mutating func write(_ value: (Int) -> PlotValue) {
        let begin = place(of: next)
        let isGrowing = begin == values.count
        for index in 0..<Int(series) {
            if isGrowing { values.append(value(index)) } else { values[begin + index] = value(index) }
        }
        next += 1
    }

    private func place(of tick: Int) -> Int { (tick - first) % Int(limit) * Int(series) }

    /// The ticks whose values are kept.
    private var ticks: Range<Int> { max(first, next - Int(limit))..<next }

    /// The points from oldest to newest. Of a tick without a row there is no point.
    func points(_ times: TickTimes) -> [History.Point] {
        ticks.compactMap { tick in
            let begin = place(of: tick)
            guard let wall = times[tick], values[begin] != .absent else { return nil }
            return History.Point(wall: wall, values: values[begin..<begin + Int(series)].map(\.value))
        }
    }

    /// The last `most` values of one series from oldest to newest.
    func recent(_ index: Int, most: Int) -> [Float] { ticks.suffix(most).map { values[place(of: $0) + index].value } }
}
