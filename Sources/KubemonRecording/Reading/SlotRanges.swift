/// A set of slots, kept as ranges: a run of ticks is one range however long it is.
struct SlotRanges: Equatable {
    private(set) var ranges: [ClosedRange<UInt64>] = []

    /// Adds slots.
    mutating func insert(_ slots: ClosedRange<UInt64>) {
        let begin = position(of: slots.lowerBound)
        var (merged, end) = (slots, begin)
        while end < ranges.count, ranges[end].lowerBound <= merged.upperBound + 1 {
            merged = min(merged.lowerBound, ranges[end].lowerBound)...max(merged.upperBound, ranges[end].upperBound)
            end += 1
        }
        if end == begin + 1 {
            ranges[begin] = merged
        } else {
            ranges.replaceSubrange(begin..<end, with: [merged])
        }
    }

    /// Whether one of the slots is in the set.
    func overlaps(_ slots: ClosedRange<UInt64>) -> Bool {
        let found = position(of: slots.lowerBound + 1)
        return found < ranges.count && ranges[found].overlaps(slots)
    }

    /// Those of the slots that are in the set.
    func common(with slots: ClosedRange<UInt64>) -> [ClosedRange<UInt64>] {
        ranges[position(of: slots.lowerBound + 1)...].prefix { $0.lowerBound <= slots.upperBound }
            .map { $0.clamped(to: slots) }
    }

    /// Position of the first range that holds a slot, ends just before it, or lies behind it.
    private func position(of slot: UInt64) -> Int {
        // Nearly always the last.
        var (low, high) = (0, ranges.count)
        if let last = ranges.last, last.lowerBound <= slot { low = last.upperBound + 1 < slot ? high : high - 1 }
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound + 1 < slot { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The slots between the first and the last that are not in the set.
    var holes: [ClosedRange<UInt64>] {
        zip(ranges, ranges.dropFirst()).map { ($0.upperBound + 1)...($1.lowerBound - 1) }
    }
}
