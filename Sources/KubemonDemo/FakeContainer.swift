import KubemonMetrics

/// An invented container, with as much as matters for what the console shows.
struct FakeContainer {
    var namespace = ""
    var pod = ""
    var name = ""
    var cpu = 0.0
    /// CPU time since it began, s; `nil` is a while at what it uses now.
    var cpuSeconds: Double?
    var cpuLimit: Double?
    /// Share of periods throttled.
    var throttled = 0.0
    /// Working set, MiB.
    var memory = 0.0
    /// MiB; `nil` is no limit.
    var memoryLimit: Double?
    var network: (rx: Double, tx: Double)?
    var disk = (read: 0.0, written: 0.0)
    var pressure = [0.0, 0, 0]
    var pids: UInt64 = 5
    var isFrozen = false
    var isSandbox = false
    var isYoung = false
    var restarts = 0
    var oomKills: UInt64 = 0
    var runtime = "containerd"
    var podUID = ""
    /// Position of the container around it among those of the node.
    var parent: Int?
    var missing: [String] = []
    /// Its number, if it is not that of its place.
    var number: UInt32?

    /// Its full id, from its position.
    static func id(_ node: String, _ index: Int) -> String {
        let seed = node.utf8.reduce(UInt64(index + 1)) { ($0 &* 0x100_0000_01B3) ^ UInt64($1) }
        let parts = (0..<4).map { part in
            let digits = String((seed &+ UInt64(part)) &* 0x9E37_79B9_7F4A_7C15, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
        return parts.joined()
    }

    /// Where it stands, for its ids: one that comes and goes has others each time.
    private func place(_ index: Int) -> Int { number.map { Int($0) } ?? index }

    func shortID(_ node: String, _ index: Int) -> String { "\(runtime):\(Self.id(node, place(index)).prefix(12))" }

    func row(_ index: Int, node: String) -> FakeRow {
        var row = FakeRow(entity: entity(index, node: node))
        let page = 1_048_576.0
        row.isYoung = isYoung
        row.missing = missing
        let anon = memory * 0.86
        // What is charged stays below the limit, as in the kernel, and its peak above what is charged.
        let cache = min(memory * 0.4, max(0, (memoryLimit ?? .infinity) - memory))
        row.values = [
            "memory_current": UInt64((memory + cache) * page), "memory_inactive_file": UInt64(cache * page),
            "memory_peak": UInt64(max(memory + cache, min(memory * 1.5, memoryLimit ?? .infinity)) * page),
            "memory_anon": UInt64(anon * page), "memory_active_file": UInt64((memory - anon) * 0.9 * page),
            "memory_file": UInt64((cache + (memory - anon) * 0.9) * page), "memory_swap": 0,
            "memory_limit": memoryLimit.map { UInt64($0 * page) } ?? .max, "cpu_period": 100_000,
            "cpu_quota": cpuLimit.map { UInt64($0 * 100_000) } ?? .max, "pids": pids, "pids_limit": .max,
            "frozen": isFrozen ? 1 : 0, "memory_oom_kills": oomKills,
            "cpu_periods": 115_370, "cpu_throttled_periods": UInt64(throttled * 412),
            "memory_limit_events": oomKills * 31,
            "memory_high_events": 0, "pids_limit_hits": 0,
        ]
        for (name, value) in zip(["cpu", "memory", "io"], pressure) {
            row.values["pressure_\(name)_some_avg10"] = UInt64(value * 100)
        }
        row.rates = [
            "cpu_usage": cpu * 1e6, "cpu_periods": 100, "cpu_throttled_periods": throttled,
            "cpu_throttled": throttled * 12_000, "network_rx": network?.rx ?? 0, "network_tx": network?.tx ?? 0,
            "io_read": disk.read, "io_written": disk.written, "memory_oom_kills": 0, "memory_limit_events": 0,
            "memory_high_events": 0, "pids_limit_hits": 0, "io_reads": disk.read / 4_096,
            "io_writes": disk.written / 4_096, "memory_major_faults": disk.read > 0 ? 12 : 0, "network_rx_drops": 0,
            "network_tx_drops": 0,
        ]
        if network == nil { row.missing.append("network_*") }
        return row
    }

    private func entity(_ index: Int, node: String) -> Entity {
        var labels = [
            Entity.Label("namespace", namespace), .init("pod", pod), .init("container", isSandbox ? "POD" : name),
            .init("container_id", shortID(node, index)), .init("id", Self.id(node, place(index))),
            .init("runtime", runtime),
            .init("started", "2026-11-22T10:50:14Z"), .init("restarts", String(restarts)),
        ]
        if isSandbox { labels.append(.init("sandbox", "yes")) }
        if !podUID.isEmpty { labels.append(.init("pod_uid", podUID)) }
        if let parent { labels.append(.init("parent_id", Self.id(node, parent))) }
        if !isSandbox, !name.isEmpty { labels.append(.init("image", "registry.local/shop/\(name):1.42.0")) }
        return Entity(number: number ?? UInt32(100 + index), kind: .container, labels: labels)
    }
}
