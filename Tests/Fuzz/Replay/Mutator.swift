/// Changes inputs a little, the same way for the same seed.
struct Mutator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// `input` with some bytes changed, cut out or doubled.
    mutating func mutated(_ input: [UInt8]) -> [UInt8] {
        var bytes = input
        for _ in 0...next(4) {
            guard !bytes.isEmpty else { return [UInt8(next(256))] }
            let position = next(bytes.count)
            switch next(5) {
            case 0: bytes[position] ^= 1 << UInt8(next(8))
            case 1: bytes[position] = UInt8(next(256))
            case 2: bytes.removeSubrange(position..<min(bytes.count, position + 1 + next(8)))
            case 3: bytes.insert(contentsOf: bytes[position..<min(bytes.count, position + 1 + next(8))], at: position)
            default: bytes.removeLast(next(bytes.count))
            }
        }
        return bytes
    }

    /// A number below `limit`. SplitMix64 (Steele, Lea, Flood 2014).
    private mutating func next(_ limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int(truncatingIfNeeded: (z ^ (z >> 31)) % UInt64(limit))
    }
}
