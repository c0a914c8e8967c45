import ArgumentParser
import KubemonMetrics

/// A sampling interval as an option: `0.5`, `2s`, `1m`, from 0.1 s to 1 h.
struct Interval: ExpressibleByArgument {
    let nanoseconds: UInt64

    init(seconds: UInt64) { nanoseconds = seconds * 1_000_000_000 }

    init?(argument: String) {
        guard let nanoseconds = Duration.nanoseconds(argument), SlotGrid.allowed.contains(nanoseconds) else {
            return nil
        }
        self.nanoseconds = nanoseconds
    }

    var defaultValueDescription: String { Duration.text(nanoseconds) }
}

/// A time to wait as an option: `0`, `10s`, `5m`, up to a day.
struct DrainTime: ExpressibleByArgument {
    let nanoseconds: UInt64

    init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    init?(argument: String) {
        guard let nanoseconds = Duration.nanoseconds(argument), nanoseconds <= 86_400_000_000_000 else { return nil }
        self.nanoseconds = nanoseconds
    }

    var defaultValueDescription: String { Duration.text(nanoseconds) }
}

/// A number of bytes as an option: `1048576`, `500M`, `2G`; the letters are powers of 1024.
struct ByteSize: ExpressibleByArgument {
    let bytes: UInt64

    init(bytes: UInt64) { self.bytes = bytes }

    init?(argument: String) {
        let units: [Character: UInt64] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40]
        let unit = argument.last.flatMap { units[Character($0.uppercased())] }
        guard let number = UInt64(unit == nil ? argument : String(argument.dropLast())) else { return nil }
        let (bytes, overflowed) = number.multipliedReportingOverflow(by: unit ?? 1)
        guard !overflowed else { return nil }
        self.bytes = bytes
    }

    var defaultValueDescription: String {
        for (unit, size) in [("G", 1 << 30), ("M", 1 << 20), ("K", 1 << 10)] as [(String, UInt64)]
        where bytes > 0 && bytes % size == 0 {
            return "\(bytes / size)\(unit)"
        }
        return "\(bytes)"
    }
}

/// The nodes that are expected: how many, or their names.
struct ExpectedNodes: ExpressibleByArgument {
    var count = 0
    var names: [String] = []

    init?(argument: String) {
        if let count = Int(argument) {
            guard count > 0 else { return nil }
            self.count = count
        } else {
            names = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard names.allSatisfy(NodeName.isUsable), Set(names).count == names.count else { return nil }
            count = names.count
        }
    }
}
