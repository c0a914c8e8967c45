/// A set of slots, kept as ranges: a run of ticks is one range however long it is.
struct SlotRanges: Equatable {
    private(set) var ranges: [ClosedRange<UInt64>] = []

    /// Adds slots. Fast when they follow the last.
    mutating func insert(_ slots: ClosedRange<UInt64>) {
        if let last = ranges.last, slots.lowerBound >= last.lowerBound {
            if slots.lowerBound <= last.upperBound + 1 {
                ranges[ranges.count - 1] = last.lowerBound...max(last.upperBound, slots.upperBound)
            } else {
                ranges.append(slots)
            }
            return
        }
        var merged: [ClosedRange<UInt64>] = []
        for range in (ranges + [slots]).sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound + 1 {
                merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        ranges = merged
    }

    /// The slots between the first and the last that are not in the set.
    var holes: [ClosedRange<UInt64>] {
        zip(ranges, ranges.dropFirst()).map { ($0.upperBound + 1)...($1.lowerBound - 1) }
    }
}
