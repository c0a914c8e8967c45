/// One key group of one run as it came: its own frame and those of its items, encoded (R2).
struct KeyGroup: Sendable {
    /// One sample in it.
    struct Mark: Sendable, Hashable {
        /// Wall clock of the node, ns.
        let wall: UInt64
        let slot: UInt64
        /// Where the bytes that it needs end.
        let end: Int
    }

    /// Number of its first item.
    let first: UInt64
    /// Counts the groups of all runs in the order in which they began.
    let serial: UInt64
    private(set) var bytes: [UInt8] = []
    private(set) var marks: [Mark] = []
    /// The least and the greatest wall clock of its samples; a clock may be set back.
    private(set) var walls: ClosedRange<UInt64>?
    /// Number of its last item; `first - 1` as long as it has none.
    private(set) var last: UInt64

    init(first: UInt64, serial: UInt64) {
        (self.first, self.serial) = (first, serial)
        last = first &- 1
    }

    var hasItems: Bool { last &+ 1 > first }

    /// Bytes of memory that it takes.
    var footprint: Int { 160 + bytes.capacity + marks.capacity * MemoryLayout<Mark>.stride }

    /// Adds an encoded frame.
    mutating func append(_ body: [UInt8], isItem: Bool) {
        withUnsafeBytes(of: UInt32(body.count).bigEndian) { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: body)
        if isItem { last &+= 1 }
    }

    /// Notes that the last frame completed a sample.
    mutating func mark(wall: UInt64, slot: UInt64) {
        marks.append(Mark(wall: wall, slot: slot, end: bytes.count))
        walls = min(walls?.lowerBound ?? wall, wall)...max(walls?.upperBound ?? wall, wall)
    }

    /// Gives up memory that was kept for more.
    mutating func close() {
        bytes = Array(bytes[...])
        marks = Array(marks[...])
    }

    /// The position behind the last sample that was taken at `wall` or before, in the order of sending; `nil` if there is
    /// none.
    func mark(at wall: UInt64) -> Mark? { marks.last { $0.wall <= wall } }
}
