public import KubemonMetrics

/// Walks the lines of a file that begin with a device's numbers and adds up the wanted values.
///
/// Two layouts exist: `8:0 rbytes=1 wbytes=2` (io.stat of v2, one line per device) and `8:0 Read 1` (blkio of v1, one line
/// per device and operation, then `Total 1`).
public struct DevicePairsParser: Sendable {
    /// One line.
    public struct Line: Sendable {
        /// Major and minor number of the device.
        public let device: DeviceNumber
        /// Where its pairs begin.
        let values: Int
        let number: Int
    }

    /// A position in the text, moved on by ``DevicePairsParser/next(in:at:)``.
    public struct Cursor: Sendable {
        var offset = 0
        var line = 0

        /// The beginning of a text.
        public init() {}
    }

    private let targets: LineTargets
    /// Whether a device, or a file without devices, that does not name a value has zero of it.
    ///
    /// v2 leaves out devices that were not used. v1 leaves out devices that it does not account for.
    public let absentMeansZero: Bool

    /// Compiles a parser for `targets`, all of one file.
    public init(targets: [Target], units: KernelUnits) {
        self.targets = LineTargets(targets, units: units)
        absentMeansZero = targets.first?.locator.file.base == .cgroupV2
    }

    /// The next line of a device, or `nil` at the end; totals are passed over.
    public static func next(in text: Span<UInt8>, at cursor: inout Cursor) -> Line? {
        while cursor.offset < text.count {
            let end = text.lineEnd(from: cursor.offset)
            var position = cursor.offset
            cursor.offset = end + 1
            cursor.line += 1
            guard let major = number(in: text, at: &position), position < end, text[position] == .colon else {
                continue
            }
            position += 1
            guard let minor = number(in: text, at: &position), position >= end || text[position].isBlank else {
                continue
            }
            return Line(device: DeviceNumber(major: major, minor: minor), values: position, number: cursor.line)
        }
        return nil
    }

    private static func number(in text: Span<UInt8>, at position: inout Int) -> UInt32? {
        let start = position
        var value: UInt32 = 0
        while position < text.count, case let digit = text[position] &- .zero, digit < 10 {
            value = value &* 10 &+ UInt32(digit)
            position += 1
        }
        return position > start ? value : nil
    }

    /// Lets a row that nothing was added to yet hold what "no line" means.
    @inline(__always)
    public func begin(_ table: inout Table, row: Int) {
        for item in targets.items { table[row, item.column] = absentMeansZero ? 0 : nil }
    }

    /// Adds the wanted values of `line` to those of `row`.
    ///
    /// - Throws: What is wrong with the line; what stands before it in the line was added.
    @inline(__always)
    public func add(_ line: Line, of text: Span<UInt8>, to table: inout Table, row: Int) throws(ParseError) {
        try targets.addPairs(text, from: line.values, to: &table, row: row, line: line.number)
    }
}

/// The kernel's number of a block device.
public struct DeviceNumber: Sendable, Hashable {
    /// Number of the driver.
    public let major: UInt32
    /// Number of the device among the driver's.
    public let minor: UInt32

    /// Pairs the numbers.
    public init(major: UInt32, minor: UInt32) { (self.major, self.minor) = (major, minor) }
}
