/// One number that kubemon records: what it is called, what it means and where the kernel says it.
///
/// A metric is one line of the catalogue. The parser's plan, the wire schema, the CSV header, the manifest, the help text
/// and the table of the README are computed from that line.
public struct Metric: Sendable, Hashable {
    /// Whether a value accumulates or stands for itself.
    public enum Kind: String, Sendable {
        /// Only grows until its owner restarts; a rate is its difference over the monotonic time between two reads.
        case counter
        /// A state at the instant of the read.
        case gauge
    }

    /// How the 64 bits of a value are to be read.
    public enum Encoding: UInt8, Sendable {
        /// An unsigned integer.
        case integer
        /// A two's complement integer.
        case signed
        /// An unsigned integer of hundredths: 123 is 1.23.
        case hundredths
        /// An unsigned integer in which `UInt64.max` means "no limit", printed as `max`.
        case limit
        /// One ASCII letter, by its code.
        case letter
    }

    /// Name in snake case, without unit.
    public let name: String
    /// Base unit of the value.
    public let unit: Unit
    /// Counter or gauge.
    public let kind: Kind
    /// How the value's bits are read.
    public let encoding: Encoding
    /// What it means, in one sentence.
    public let summary: String
    /// Where to read it; the first locator whose file exists wins. Empty for what the monitor measures of itself.
    public let locators: [Locator]

    /// Name of the column in recordings and schemas: `<name>_<unit>` (R11).
    public var column: String { unit == .count ? name : name + "_" + unit.rawValue }

    /// A value that accumulates.
    public static func counter(
        _ name: String, _ unit: Unit, _ summary: String, from locators: Locator..., as encoding: Encoding = .integer
    ) -> Metric {
        Metric(name: name, unit: unit, kind: .counter, encoding: encoding, summary: summary, locators: locators)
    }

    /// A value that stands for itself.
    public static func gauge(
        _ name: String, _ unit: Unit, _ summary: String, from locators: Locator..., as encoding: Encoding = .integer
    ) -> Metric {
        Metric(name: name, unit: unit, kind: .gauge, encoding: encoding, summary: summary, locators: locators)
    }
}
