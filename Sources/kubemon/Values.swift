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

/// The nodes that are expected: how many, or their names.
struct ExpectedNodes: ExpressibleByArgument {
    var count = 0
    var names: [String] = []

    init?(argument: String) {
        if let count = Int(argument) {
            guard count > 0 else { return nil }
            self.count = count
        } else {
            names = argument.split(separator: ",").map(String.init)
            guard !names.isEmpty else { return nil }
            count = names.count
        }
    }
}

/// An amount of memory as an option: `64M`, `1G`, at least 1 MiB.
struct Size: ExpressibleByArgument {
    let bytes: Int

    init(bytes: Int) { self.bytes = bytes }

    init?(argument: String) {
        let units: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
        let unit = argument.last.flatMap { units[Character($0.uppercased())] }
        guard let number = Int(unit == nil ? argument[...] : argument.dropLast()) else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: unit ?? 1)
        guard !overflow, (1 << 20...1 << 40).contains(bytes) else { return nil }
        self.bytes = bytes
    }

    var defaultValueDescription: String { "\(bytes >> 20)M" }
}
