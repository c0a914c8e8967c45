import Glibc
import KubemonMetrics
import KubemonProcFS

extension KernelUnits {
    /// The units of the captured hosts.
    static var test: KernelUnits { KernelUnits(ticksPerSecond: 100, pageSize: 4096) }
}

/// Reads captured files in the plainest way, with strings, to check what the parsers say.
struct Oracle {
    let host: String
    var units = KernelUnits.test

    /// The number that a locator names for an entity; `nil` if it isn't there.
    func value(_ locator: Locator, _ encoding: Metric.Encoding, of entity: Entity) -> UInt64? {
        guard let text = text(locator.file, entity) else { return nil }
        let lines = text.split(separator: "\n").map { $0.split { " \t".contains($0) }.map(String.init) }
        if locator.file.format == .devicePairs { return sum(locator, lines) }
        guard let word = word(locator, lines, entity) else { return nil }
        return number(word, locator.scale, encoding)
    }

    private func text(_ file: KernelFile, _ entity: Entity) -> String? {
        let cgroup = entity["cgroup"] ?? ""
        let paths: [String] =
            switch file.base {
            case .proc: ["/proc/" + (file.path.hasPrefix("net/") ? "1/" : "") + file.path]
            case .cgroupV1(let controller):
                [controller, "cpu,cpuacct"].map { "/sys/fs/cgroup/\($0)\(cgroup)/\(file.path)" }
            case .cgroupV2: ["", "/unified"].map { "/sys/fs/cgroup\($0)\(cgroup)/\(file.path)" }
            case .process: entity.kind == .process ? ["/proc/\(entity["pid"] ?? "")/\(file.path)"] : []
            }
        return paths.first { access(host + $0, R_OK) == 0 }.map { Fixture.text(host + $0) }
    }

    /// v2 lists `8:0 rbytes=1 ...` and leaves out idle devices; v1 lists `8:0 Read 1` and leaves out what it does not count.
    private func sum(_ locator: Locator, _ lines: [[String]]) -> UInt64? {
        let devices = lines.filter { $0.first?.contains(":") ?? false }
        guard locator.file.base != .cgroupV2 else {
            let values = devices.flatMap { $0 }.filter { $0.hasPrefix(locator.name + "=") }
            return values.compactMap { UInt64($0.dropFirst(locator.name.count + 1)) }.reduce(0, +)
        }
        let values = devices.filter { $0.count > 2 && $0[1] == locator.name }
        return values.isEmpty ? nil : values.compactMap { UInt64($0[2]) }.reduce(0, +)
    }

    private func word(_ locator: Locator, _ lines: [[String]], _ entity: Entity) -> String? {
        func keyed(_ line: [String]) -> Bool { line.first == locator.line || line.first == locator.line + ":" }
        switch locator.file.format {
        case .keyedValues, .keyedFields:
            return lines.first(where: keyed).flatMap { $0.count > locator.field ? $0[locator.field] : nil }
        case .fields:
            let words = lines.first?.flatMap { $0.split(separator: "/").map(String.init) } ?? []
            return words.count > locator.field ? words[locator.field] : nil
        case .keyedPairs:
            let words = lines.first(where: keyed)?.flatMap { $0.split(separator: "=").map(String.init) } ?? []
            return words.firstIndex(of: locator.name).map { words[$0 + 1] }
        case .headedFields:
            let pair = lines.filter(keyed)
            return pair.first?.firstIndex(of: locator.name).map { pair[1][$0] }
        case .deviceFields:
            let name = entity["disk"] ?? ((entity["interface"] ?? "") + ":")
            guard let line = lines.first(where: { $0.contains(name) }), let index = line.firstIndex(of: name) else {
                return nil
            }
            return line.count > index + locator.field ? line[index + locator.field] : nil
        case .processStat:
            // The captured names hold no blanks.
            return lines.first.map { $0[locator.field - 1] }
        case .devicePairs, .entries:
            return nil
        }
    }

    private func number(_ word: String, _ scale: Scale, _ encoding: Metric.Encoding) -> UInt64? {
        if encoding == .limit, word == "max" || word == "-1" { return .max }
        if encoding == .letter { return word.utf8.first.map { UInt64($0) } }
        if encoding == .hundredths { return Double(word).map { UInt64(($0 * 100).rounded()) } }
        guard let value = UInt64(word) else { return nil }
        if encoding == .limit, value >= 0x7FFF_FFFF_FFFF_F000 { return .max }
        return switch scale {
        case .one, .hundredths: value
        case .userTicks: value * 1_000_000 / units.ticksPerSecond
        case .nanoseconds: value / 1000
        case .milliseconds: value * 1000
        case .kibibytes: value * 1024
        case .pages: value * units.pageSize
        case .sectors: value * 512
        case .cpuShares: 1 + (min(max(value, 2), 262_144) - 2) * 9999 / 262_142
        }
    }
}
