/// What makes an invented fleet change: values that wander, and a story that repeats. Everything follows from the seed and
/// the time, so that two runs show the same.
public struct Life: Sendable, Hashable {
    /// Chooses the course of the values; `nil` keeps everything as it is at the beginning.
    public var seed: UInt64?

    /// A fleet in which only the clock goes on: for pictures and tests.
    public static let still = Life(seed: nil)

    /// A lively fleet.
    public init(seed: UInt64?) { self.seed = seed }

    /// A factor around 1, exactly 1 at second 0, that wanders by about `spread`.
    func factor(_ key: String, _ second: Int, spread: Double) -> Double {
        guard let seed else { return 1 }
        let key = Self.hash(seed, key)
        return max(0.02, 1 + spread * (Self.course(key, second) - Self.course(key, 0)))
    }

    /// Waves of two lengths and some noise, from -1 to 1.
    private static func course(_ key: UInt64, _ second: Int) -> Double {
        let slow = triangle(second + Int(key % 97), 97 + Int(key >> 8 % 31))
        let fast = triangle(second + Int(key >> 16 % 19), 13 + Int(key >> 24 % 11))
        let noise = Double(mixed(key &+ UInt64(bitPattern: Int64(second))) >> 40) / Double(1 << 23) - 1
        return 0.5 * slow + 0.25 * fast + 0.25 * noise
    }

    /// Up and down between -1 and 1.
    private static func triangle(_ second: Int, _ period: Int) -> Double {
        let place = ((second % period) + period) % period
        return 4 * abs(Double(place) / Double(period) - 0.5) - 1
    }

    static func hash(_ seed: UInt64, _ text: String) -> UInt64 {
        mixed(text.utf8.reduce(seed ^ 0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 })
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        let first = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        let second = (first ^ (first >> 27)) &* 0x94D0_49BB_1331_11EB
        return second ^ (second >> 31)
    }
}
