import KubemonMetrics

/// Where the cgroup hierarchies are mounted, from `mountinfo`.
public struct CgroupMounts: Sendable, Hashable {
    /// Mount point of the v2 hierarchy, with or without controllers; empty if there is none.
    public private(set) var v2 = ""
    /// Mount point of each v1 controller; joined controllers share one. Named hierarchies are `name=systemd`.
    public private(set) var v1: [String: String] = [:]

    /// Reads the text of `mountinfo`. Of several mounts of one hierarchy the first counts.
    public init(mountinfo: String) {
        for line in mountinfo.split(separator: "\n") {
            let fields = line.split(separator: " ")
            // id, parent, device, root, mount point, options, optional fields, "-", type, source, super options
            guard let dash = fields.firstIndex(of: "-"), dash >= 6, fields.count > dash + 3 else { continue }
            let point = Self.unescaped(fields[4])
            switch fields[dash + 1] {
            case "cgroup2": if v2.isEmpty { v2 = point }
            case "cgroup":
                for option in fields[dash + 3].split(separator: ",") where !["rw", "ro", "xattr"].contains(option) {
                    if v1[String(option)] == nil { v1[String(option)] = point }
                }
            default: continue
            }
        }
    }

    /// `v1`, `hybrid`, `v2`, or empty without cgroups.
    public var mode: String {
        let hasV1 = v1.keys.contains { !$0.hasPrefix("name=") }
        return switch (hasV1, v2.isEmpty) {
        case (true, true): "v1"
        case (true, false): "hybrid"
        case (false, false): "v2"
        case (false, true): ""
        }
    }

    /// Where the directories of one hierarchy begin, or `nil` if there is no such hierarchy.
    func directory(of base: KernelFile.Base) -> String? {
        switch base {
        case .cgroupV2: v2.isEmpty ? nil : v2
        case .cgroupV1(let controller): v1[controller]
        case .proc, .process: nil
        }
    }

    /// The hierarchies in which containers are looked for: each container has a directory of the same path in all of its
    /// hierarchies, so one of the v1 controllers stands for them all.
    public var searched: [String] {
        let controller = ["memory", "cpuacct", "cpu", "pids", "blkio", "name=systemd"].lazy.compactMap { v1[$0] }.first
        return [controller, v2.isEmpty ? nil : v2].compactMap(\.self)
    }

    /// The kernel writes blank, tab, newline and backslash as three octal digits.
    private static func unescaped(_ field: Substring) -> String {
        guard field.contains("\\") else { return String(field) }
        var bytes: [UInt8] = []
        var rest = field.utf8
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), let code = UInt8(String(Substring(rest.prefix(3))), radix: 8) {
                bytes.append(code)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
