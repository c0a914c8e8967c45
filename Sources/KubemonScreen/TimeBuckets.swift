/// Cuts samples into equal stretches of time, one per column of a graph.
///
/// The stretches begin at multiples of their length, so a curve moves to the left as a whole and keeps its shape.
public struct TimeBuckets: Sendable {
    /// Length of a stretch, nanoseconds.
    public let length: UInt64
    /// Number of stretches.
    public let count: Int
    /// Number of the newest stretch since 1970.
    public let last: UInt64

    /// Covers about `window` nanoseconds before `end` with at most `count` stretches, none shorter than `interval`.
    public init(window: UInt64, count: Int, end: UInt64, interval: UInt64) {
        let count = max(1, count)
        let second: UInt64 = 1_000_000_000
        let wanted = window / UInt64(count) + (window % UInt64(count) == 0 ? 0 : 1)
        // Whole seconds can be said and compared; below a second only the interval counts.
        let rounded = wanted <= second ? wanted : (wanted + second - 1) / second * second
        length = max(1, max(rounded, interval))
        self.count = count
        last = end / length
    }

    /// Wall clock at which the stretch at `index` (0 is the oldest) begins.
    public func start(of index: Int) -> UInt64 {
        let back = UInt64(count - 1 - min(index, count - 1))
        return last >= back ? (last - back) * length : 0
    }

    /// The position of an instant, or `nil` if it lies before the oldest or after the newest stretch.
    public func index(of wall: UInt64) -> Int? {
        let bucket = wall / length
        guard bucket <= last, last - bucket < UInt64(count) else { return nil }
        return count - 1 - Int(last - bucket)
    }

    /// The greatest value of each stretch, so that no spike vanishes; `nil` where there is none.
    public func maxima(_ samples: some Sequence<(wall: UInt64, value: Double)>) -> [Double?] {
        var result = [Double?](repeating: nil, count: count)
        for sample in samples where sample.value.isFinite {
            guard let index = index(of: sample.wall) else { continue }
            result[index] = max(result[index] ?? sample.value, sample.value)
        }
        return result
    }
}
