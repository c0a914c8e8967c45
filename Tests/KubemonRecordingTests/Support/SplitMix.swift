/// A small random generator whose sequence depends on its seed only.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var result = state
        result = (result ^ (result >> 30)) &* 0xBF58_476D_1CE4_E5B9
        result = (result ^ (result >> 27)) &* 0x94D0_49BB_1331_11EB
        return result ^ (result >> 31)
    }

    /// Nothing, all or the beginning of `count` bytes.
    mutating func part(of count: Int) -> MemoryFile.Part {
        switch next() % 3 {
        case 0: .none
        case 1: .all
        default: .first(count == 0 ? 0 : Int(next() % UInt64(count)))
        }
    }
}
