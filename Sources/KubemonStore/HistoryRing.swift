/// The last points of several series in two blocks of memory that are as large as they will ever be.
struct HistoryRing: Sendable {
    private let limit: Int
    private let series: Int
    private var walls: [UInt64] = []
    private var values: [Float] = []
    /// The oldest point, once the limit is reached.
    private var first = 0

    init(series: Int, limit: Int) {
        self.series = series
        self.limit = limit
        walls.reserveCapacity(limit)
        values.reserveCapacity(limit * series)
    }

    var count: Int { walls.count }

    /// Adds a point and forgets the oldest above the limit. `point` has a value per series, NaN where there is none.
    mutating func append(wall: UInt64, _ point: [Float]) {
        guard walls.count == limit else {
            walls.append(wall)
            values += point
            return
        }
        walls[first] = wall
        for index in 0..<series { values[first * series + index] = point[index] }
        first = (first + 1) % limit
    }

    /// The points from oldest to newest.
    var points: [History.Point] {
        (0..<count).map { index in
            let place = (first + index) % count
            return History.Point(wall: walls[place], values: Array(values[place * series..<(place + 1) * series]))
        }
    }

    /// The last `most` values of one series from oldest to newest.
    func recent(_ index: Int, most: Int) -> [Float] {
        (max(0, count - most)..<count).map { values[(first + $0) % count * series + index] }
    }
}
