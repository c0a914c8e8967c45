/// Names of a spool's files: `<number of the run>-<epoch>.run` and `<number of the run>-<epoch>-<first item>.group`, in
/// hexadecimal of fixed length, so that their order is the order in which they are sent.
enum SpoolName: Hashable {
    case run(UInt64, epoch: UInt64)
    case group(UInt64, epoch: UInt64, first: UInt64)

    init?(_ text: String) {
        let parts = text.split(separator: ".")
        guard parts.count == 2 else { return nil }
        let numbers = parts[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
        switch (parts[1], numbers.count) {
        // Numbers that no run reaches are no numbers of ours, and sums of them would not hold.
        case ("run", 2) where numbers[0] < 1 << 62: self = .run(numbers[0], epoch: numbers[1])
        case ("group", 3) where numbers[2] < 1 << 62: self = .group(numbers[0], epoch: numbers[1], first: numbers[2])
        default: return nil
        }
        guard self.text == text else { return nil }
    }

    var text: String {
        switch self {
        case .run(let number, let epoch): "\(Self.hex(number, 8))-\(Self.hex(epoch, 16)).run"
        case .group(let number, let epoch, let first):
            "\(Self.hex(number, 8))-\(Self.hex(epoch, 16))-\(Self.hex(first, 16)).group"
        }
    }

    private static func hex(_ number: UInt64, _ width: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
