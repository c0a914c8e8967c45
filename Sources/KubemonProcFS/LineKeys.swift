/// The keys that begin the wanted lines of a file, in the order in which the file was seen to hold them.
///
/// The kernel prints the same keys in the same order at every read, so a pass over the file compares each line with one
/// key, the next one expected. When that fails the order is learnt again.
struct LineKeys: Sendable {
    private let bytes: [UInt8]
    private let ranges: [Range<Int>]
    /// The keys present in the file when it was learnt, in its order.
    private(set) var order: [Int] = []
    /// Lines of the file when it was learnt; tells that lines came or went where a key is absent.
    private(set) var lines = 0

    /// An empty key stands for the first line of the file, whatever it holds.
    init(_ keys: [String]) {
        var (bytes, ranges): ([UInt8], [Range<Int>]) = ([], [])
        for key in keys {
            ranges.append(bytes.count..<bytes.count + key.utf8.count)
            bytes.append(contentsOf: key.utf8)
        }
        (self.bytes, self.ranges) = (bytes, ranges)
    }

    /// Whether a wanted key was absent from the file.
    var isIncomplete: Bool { order.count < ranges.count }

    /// The position behind `key` and the colon that may follow it if the line at `start` begins with it.
    @inline(__always)
    func match(_ key: Int, in text: Span<UInt8>, at start: Int) -> Int? {
        let range = ranges[key]
        guard !range.isEmpty else { return start }
        var end = start + range.count
        guard end <= text.count, text[start] == bytes[range.lowerBound],
            text.holds(bytes, range, at: start)
        else { return nil }
        if end == text.count || text[end] <= .space { return end }
        guard text[end] == .colon else { return nil }
        end += 1
        return end == text.count || text[end] <= .space ? end : nil
    }

    /// Learns which keys the file holds and in which order; the first line of each counts.
    mutating func learn(_ text: Span<UInt8>) {
        order.removeAll(keepingCapacity: true)
        lines = 0
        var cursor = 0
        while cursor < text.count {
            lines += 1
            for key in ranges.indices where match(key, in: text, at: cursor) != nil && !order.contains(key) {
                order.append(key)
                break
            }
            cursor = text.lineEnd(from: cursor) + 1
        }
    }
}
