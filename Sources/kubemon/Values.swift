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
