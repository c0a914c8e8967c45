/// A value of a graph in two bytes: within 0.05 % of what it was, from 2⁻¹⁵ to 2⁴⁷; what is less is 0, what is more is the
/// greatest. A graph on a terminal has a hundred steps at most, and a large fleet has a million values of them in memory.
struct PlotValue: Sendable, Equatable {
    /// The bits of a `Float` from its exponent down to the tenth of its fraction, counted from those of 2⁻¹⁶.
    private let bits: UInt16

    /// Stands where there was no row.
    static let absent = PlotValue(bits: .max)
    private static let missing = PlotValue(bits: .max - 1)
    private static let greatest = UInt16.max - 2
    /// The bits of 2⁻¹⁶, and how many of a fraction are left out.
    private static let base: UInt32 = (127 - 16) << 10
    private static let dropped: UInt32 = 13

    private init(bits: UInt16) { self.bits = bits }

    /// NaN is a value that is missing in a row that is there.
    init(_ value: Float) {
        guard !value.isNaN else {
            self = .missing
            return
        }
        let rounded = (max(0, value).bitPattern + 1 << (Self.dropped - 1)) >> Self.dropped
        bits = rounded <= Self.base ? 0 : UInt16(min(rounded - Self.base, UInt32(Self.greatest)))
    }

    /// The value, NaN where there is none.
    var value: Float {
        if bits > Self.greatest { return .nan }
        return bits == 0 ? 0 : Float(bitPattern: (UInt32(bits) + Self.base) << Self.dropped)
    }
}
