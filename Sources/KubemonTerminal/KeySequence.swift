import KubemonScreen

/// What the sequences of terminals mean.
enum KeySequence {
    /// The key of `ESC O final`.
    static func shifted(_ final: UInt8) -> Key? {
        switch final {
        case UInt8(ascii: "P")...UInt8(ascii: "S"): .function(Int(final) - 0x4F)
        case UInt8(ascii: "M"): .enter
        default: cursor(final)
        }
    }

    /// The key of `ESC [ parameters final`; modifiers are left out, because no key means something else with them.
    static func key(parameters: [UInt8], final: UInt8) -> Key? {
        if parameters.first == UInt8(ascii: "<") { return mouse(numbers(parameters.dropFirst()), final: final) }
        // Answers of the terminal have a private mark in front or an intermediate byte behind.
        guard parameters.allSatisfy({ (0x30...0x3B).contains($0) }) else { return nil }
        let numbers = numbers(parameters[...])
        switch final {
        case UInt8(ascii: "~"): return numbers.first.flatMap(editing)
        case UInt8(ascii: "Z"): return .backTab
        case UInt8(ascii: "P")...UInt8(ascii: "S") where final != UInt8(ascii: "R") || numbers.first == 1:
            return .function(Int(final) - 0x4F)
        default: return cursor(final)
        }
    }

    private static func cursor(_ final: UInt8) -> Key? {
        switch final {
        case UInt8(ascii: "A"): .up
        case UInt8(ascii: "B"): .down
        case UInt8(ascii: "C"): .right
        case UInt8(ascii: "D"): .left
        case UInt8(ascii: "H"): .home
        case UInt8(ascii: "F"): .end
        default: nil
        }
    }

    private static func editing(_ number: Int) -> Key? {
        switch number {
        case 1, 7: .home
        case 2: .insert
        case 3: .delete
        case 4, 8: .end
        case 5: .pageUp
        case 6: .pageDown
        case 11...15: .function(number - 10)
        case 17...21: .function(number - 11)
        case 23, 24: .function(number - 12)
        default: nil
        }
    }

    private static func mouse(_ numbers: [Int], final: UInt8) -> Key? {
        guard numbers.count == 3, final == UInt8(ascii: "M") else { return nil }
        switch numbers[0] & ~0b1_1100 {
        case 64: return .wheelUp
        case 65: return .wheelDown
        case 0: return .click(row: max(0, numbers[2] - 1), column: max(0, numbers[1] - 1))
        default: return nil
        }
    }

    private static func numbers(_ text: ArraySlice<UInt8>) -> [Int] {
        text.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map { digits in
            digits.prefix(6).reduce(0) { (0x30...0x39).contains($1) ? $0 * 10 + Int($1) - 0x30 : $0 }
        }
    }
}
